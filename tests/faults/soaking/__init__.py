"""What a soak is made of: a parliament that goes on, people who read and decide, and somebody who watches."""
