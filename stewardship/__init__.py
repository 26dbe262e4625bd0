"""How triggers do: what a limit would find, miss and cost, and how each night went.

Functions take and return polars frames, so that a notebook can call what the commands
call. Nothing here reads a file, a clock or the store.
"""
