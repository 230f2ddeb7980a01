"""What lies above the law, in three wings: the lessons, and above them the clinic and the classroom."""
