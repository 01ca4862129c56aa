"""Writes the .h5.gz files beside it that are made here: python3 generate.py, with h5py 3 and numpy."""

import gzip
import io
import os
import struct

import h5py
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
TIMES = [np.array([0.001, 0.002, 0.25]), np.array([]), np.array([0.5])]
UNITS = [np.array([7, 699, 3]), np.array([], int), np.array([0])]
LABELS = np.array([2, 0, 19])


def save(name, fill, **options):
    memory = io.BytesIO()
    with h5py.File(memory, "w", **options) as file:
        fill(file)
    with open(os.path.join(HERE, name + ".h5.gz"), "wb") as raw:
        with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed:
            packed.write(memory.getvalue())


def lists(file, path, rows, dtype, **options):
    dataset = file.create_dataset(path, (len(rows),), h5py.vlen_dtype(dtype), **options)
    for index, row in enumerate(rows):
        if len(row):
            dataset[index] = row.astype(dtype)


def spikes(file, **options):
    lists(file, "spikes/times", TIMES, np.float32, **options)
    lists(file, "spikes/units", UNITS, np.uint16, **options)


def foreign_filter(number, parameters, chunk):
    """Labels in one chunk that a filter which HDF5 does not have is said to have written."""

    def fill(file):
        spikes(file)
        properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        properties.set_chunk((len(LABELS),))
        properties.set_filter(number, h5py.h5z.FLAG_OPTIONAL, parameters)
        space = h5py.h5s.create_simple((len(LABELS),))
        labels = h5py.h5d.create(file.id, b"labels", h5py.h5t.STD_I64LE, space, properties)
        labels.write_direct_chunk((0,), chunk)

    return fill


def lz4(claimed):
    """A block of two bytes that claims to unpack to so many."""
    return struct.pack(">QII", claimed, claimed, 2) + b"\xf0\x31"


if __name__ == "__main__":
    save("lz4-beyond-its-data", foreign_filter(32004, (), lz4(64)))
    save("lz4-150-megabytes", foreign_filter(32004, (), lz4(150_000_000)))
    save("bitshuffle", foreign_filter(32008, (0, 4, 8, 0, 2), lz4(24)))
    save("lzf-beyond-its-data", foreign_filter(32000, (4, 261, 24), b"\x20\xff"))
