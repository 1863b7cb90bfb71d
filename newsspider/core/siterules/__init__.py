"""Stages 3 to 5 of 8: rules for single sites, as data, and how they meet what is known of any page."""
