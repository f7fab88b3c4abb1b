"""What scripts/scale is made of."""
