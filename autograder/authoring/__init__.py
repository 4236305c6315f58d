"""From one text file per exercise to the instructor and student notebooks."""
