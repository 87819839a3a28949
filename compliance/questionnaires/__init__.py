"""Questionnaires: what customers ask, matched with the answer library, derived, checked, recorded."""
