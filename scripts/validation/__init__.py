"""Sources and drawing of the validation documents; run scripts/build_validation.py."""
