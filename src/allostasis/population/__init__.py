"""Populations: who the virtual people are.

files           population files, with a source or a reason for every number
covariates      what a virtual person has: name, unit, meaning
distributions   how a covariate is spread, and its quantiles
sampling        people drawn from a population
overdose        the published users of the rescue model, drawn with their correlations
"""
