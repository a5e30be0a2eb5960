"""Where a legal text speaks of a provision, and which one that is."""
