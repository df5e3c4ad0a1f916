"""What wires the rooms together: values from the settings in, an open desk or a running bot out."""
