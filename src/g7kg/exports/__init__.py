"""Writers: each takes what the layers below found and writes it for people or machines."""
