"""One page that tells what another limit or decision would do: frames in, HTML out."""
