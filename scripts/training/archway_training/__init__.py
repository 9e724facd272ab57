"""Training of Archway's recognition models: data engine, reader, detector, export."""
