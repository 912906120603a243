"""Are claims that a text does not support withheld, and those that it supports let through?"""
