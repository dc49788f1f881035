"""A security incident: the steps that contain it, and its report."""
