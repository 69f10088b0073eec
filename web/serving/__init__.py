"""What stands between the network and the pages: safe headers, sign-in, answers that need not be made again, size."""
