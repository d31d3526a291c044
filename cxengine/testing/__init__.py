"""What tests of rule files and of the engine lean on. Nothing here takes part in an assessment."""
