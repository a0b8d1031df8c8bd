"""Inference: what results say about parameters.

sensitivity    which uncertain parameters drive a contrast
"""
