"""What Rappel holds: types, errors, settings, the store and the sample documents."""
