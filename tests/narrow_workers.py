"""Loaded by the workers of a test's cluster before anything else: blocks of 64 participants instead of 512."""

from allostasis.studies import lanes

lanes.WIDTH = 64
