"""Known texts set as PDF by several producers, and the word error rate of what is read from them."""
