"""What really happens: event logs, what they show, how they follow a journey, and journeys made of them."""
