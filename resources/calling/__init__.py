"""What the model doors are made of: calls, what keeps them, and what makes them."""
