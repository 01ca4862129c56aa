"""Writes the files of same/, refused/ and hostile/ beside it: python3 generate.py, with h5py 3, PyTables and numpy.

Every file of same/ holds the samples of control.h5 (24 of them; every fifth is silent) in another form.
"""

import ctypes
import glob
import gzip
import io
import os
import struct
import tempfile

import h5py
import numpy as np
import tables

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLES = 24
CLASSES = ["ba", "da", "ga", "ka"]
rng = np.random.default_rng(7)
LABELS = np.arange(SAMPLES) % len(CLASSES)
# times are whole float16 numbers, so that every width of float can hold them
TIMES = [np.sort(rng.integers(0, 60, 0 if s % 5 == 4 else 3 + s % 4)) / 64.0 for s in range(SAMPLES)]
UNITS = [rng.integers(0, 20, len(times)) for times in TIMES]
EVEN_TIMES = np.sort(rng.integers(0, 60, (SAMPLES, 5)), axis=1) / 64.0
EVEN_UNITS = rng.integers(0, 20, (SAMPLES, 5))
NAMES = np.array([CLASSES[label].encode() for label in LABELS])


def save(name, fill, **options):
    """The file's bytes, packed with gzip."""
    memory = io.BytesIO()
    with h5py.File(memory, "w", track_order=False, **options) as file:
        fill(file)
    pack(name, memory.getvalue())


def pack(name, content):
    path = os.path.join(HERE, name + ".h5.gz")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed:
        packed.write(content)


def lists(file, path, rows, dtype, **options):
    dataset = file.create_dataset(path, (len(rows),), h5py.vlen_dtype(dtype), **options)
    for index, row in enumerate(rows):
        if len(row):
            dataset[index] = row.astype(dtype)


def shd(times=np.float32, units=np.uint16, labels=LABELS, **options):
    def fill(file):
        lists(file, "spikes/times", TIMES, times, **options)
        lists(file, "spikes/units", UNITS, units, **options)
        file["labels"] = labels

    return fill


def with_extras(file):
    """As the published files have it."""
    shd()(file)
    file["extra/speaker"] = (LABELS % 3).astype(np.uint16)
    file["extra/keys"] = np.array(CLASSES, dtype="S")
    file.create_group("extra/meta_info")["gender"] = np.array([b"male"] * SAMPLES)


def partly_written(file):
    """Silent samples are never written: their chunks do not exist."""
    shd(chunks=(1,), maxshape=(None,))(file)
    file["labels"].file.pop("labels")
    file.create_dataset("labels", (SAMPLES,), "i4", chunks=(3,), fillvalue=0, maxshape=(None,))
    for index, label in enumerate(LABELS):
        if label:
            file["labels"][index] = label


def linked(file):
    shd()(file)
    file["stored/u"] = file["spikes/units"]
    file["kept/times"] = file["spikes/times"]
    file["kept/units"] = h5py.SoftLink("/stored/u")
    file["moved"] = file["kept"]
    del file["spikes"]
    file["spikes"] = h5py.SoftLink("moved")


def groups(label):
    def fill(file):
        for s in range(SAMPLES):
            group = file.create_group(f"sample_{s}")
            group["times"] = TIMES[s].astype(np.float64)
            group["units"] = UNITS[s].astype(np.int16)
            label(group, s)

    return fill


def columns(file):
    """Times and units of each group as [n, 1], as MATLAB writes vectors."""
    groups(label_attribute)(file)
    for s in range(SAMPLES):
        for key in ("times", "units"):
            values = file[f"sample_{s}/{key}"][:]
            del file[f"sample_{s}/{key}"]
            file[f"sample_{s}/{key}"] = values.reshape(-1, 1)


def with_unit(unit):
    def fill(file):
        shd()(file)
        file["spikes/times"].attrs["units"] = unit

    return fill


def enumerated(numbers, names):
    """Labels that are values of an enumeration."""

    def fill(file):
        shd()(file)
        del file["labels"]
        of = h5py.enum_dtype(dict(zip(names, numbers)), basetype="i2")
        file.create_dataset("labels", data=np.array(numbers)[LABELS].astype("i2"), dtype=of)

    return fill


def many_attributes(item):
    """With so many, HDF5 keeps all of them in a heap, and those above 4 kB outside of it."""
    for k in range(12):
        item.attrs[f"a{k}"] = np.zeros(2000 if k % 2 else 2)


def label_among_many(group, s):
    many_attributes(group)
    label_attribute(group, s)


def unit_among_many(file):
    shd()(file)
    many_attributes(file["spikes/times"])
    file["spikes/times"].attrs["units"] = "us"


def unit_of_committed_type(file):
    shd()(file)
    of = h5py.h5t.C_S1.copy()
    of.set_size(3)
    of.commit(file.id, b"committed")
    attribute = h5py.h5a.create(file["spikes/times"].id, b"units", of, h5py.h5s.create(h5py.h5s.SCALAR))
    attribute.write(np.array(b"ns", dtype="S3"))


def events_in(unit):
    def fill(file):
        rows = [(s, time, unit) for s in range(SAMPLES) for time, unit in zip(TIMES[s], UNITS[s])]
        file["events"] = np.array(rows, [("sample", "i4"), ("time", "f4"), ("unit", "i4")])
        file["events"].attrs["time_unit"] = unit
        file["labels"] = LABELS

    return fill


def speaker(values):
    def fill(file):
        shd()(file)
        file["extra/speaker"] = values

    return fill


def label_attribute(group, s):
    group.attrs["label"] = LABELS[s]


def label_dataset(group, s):
    group["label"] = CLASSES[LABELS[s]]


def events(**options):
    def fill(file):
        rows = [(s, t, u) for s in range(SAMPLES) for t, u in zip(TIMES[s], UNITS[s])]
        table = np.array(rows, dtype=[("sample", "<u4"), ("time", ">f8"), ("unit", "<i2")])
        file.create_dataset("events", data=np.random.default_rng(3).permutation(table), **options)
        file["labels"] = LABELS

    return fill


def tables_file(name, filters, labels=LABELS, chunk=5):
    """As PyTables writes arrays of any length, in chunks; its folder is named as in the SHD layout."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "file.h5")
        with tables.open_file(path, "w") as file:
            file.create_group("/", "spikes")
            for key, rows, atom in (("times", TIMES, tables.Float32Atom()), ("units", UNITS, tables.UInt16Atom())):
                array = file.create_vlarray("/spikes", key, atom, filters=filters, chunkshape=7, track_times=False)
                for row in rows:
                    array.append(row)
            file.create_carray("/", "labels", obj=labels, filters=filters, chunkshape=(chunk,), track_times=False)
        with open(path, "rb") as file:
            pack(name, file.read())


def even(**options):
    def fill(file):
        file.create_dataset("spikes/times", data=EVEN_TIMES.astype(np.float32), **options)
        file.create_dataset("spikes/units", data=EVEN_UNITS.astype(np.uint16), **options)
        file["labels"] = LABELS

    return fill


def plain_edges(file):
    """Chunks that reach beyond the end are stored without any filter, which h5py has no function for."""
    library = ctypes.CDLL(glob.glob(os.path.join(os.path.dirname(h5py.__file__) + ".libs", "libhdf5-*"))[0])
    library.H5Pset_chunk_opts.argtypes = [ctypes.c_int64, ctypes.c_uint]
    file.create_group("spikes")
    for key, values in (("times", EVEN_TIMES.astype(np.float32)), ("units", EVEN_UNITS.astype(np.uint16))):
        properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        properties.set_chunk((7, 2))
        properties.set_shuffle()
        if key == "times":
            properties.set_deflate(4)
        assert library.H5Pset_chunk_opts(properties.id, 2) >= 0
        space = h5py.h5s.create_simple(values.shape)
        created = h5py.h5d.create(file["spikes"].id, key.encode(), h5py.h5t.py_create(values.dtype), space, properties)
        h5py.Dataset(created)[...] = values
    file["labels"] = LABELS


def even_lists(file):
    lists(file, "spikes/times", list(EVEN_TIMES), np.float32)
    lists(file, "spikes/units", list(EVEN_UNITS), np.uint16)
    file["labels"] = LABELS


def tonic(file):
    rows = np.zeros(4, dtype=[("t", "<i8"), ("x", "<i8"), ("p", "<i8")])
    rows["t"] = [1000, 2500, 2500, 900_000]
    rows["x"] = [3, 0, 19, 7]
    rows["p"] = 1
    file.create_dataset("data/0", data=rows, compression="lzf")
    file["target/0"] = 3


def filled_up(value):
    """Rows of eight spikes, of which the last three fill the row up."""

    def fill(file):
        file["spikes/times"] = np.hstack([EVEN_TIMES + 0.001, np.full((SAMPLES, 3), value)])
        file["spikes/units"] = np.hstack([EVEN_UNITS, np.zeros((SAMPLES, 3), int)])
        file["labels"] = LABELS

    return fill


# --- what is refused


def text_missing(file):
    """The label of the last sample was never written."""
    spikes(file)
    labels = file.create_dataset("labels", (SAMPLES,), h5py.string_dtype())
    for s in range(SAMPLES - 1):
        labels[s] = CLASSES[LABELS[s]]


def units(dtype, offset):
    """Sample 0 is as it should be."""

    def fill(file):
        shd()(file)
        del file["spikes/units"]
        lists(file, "spikes/units", [UNITS[0]] + [np.full(len(row), offset) for row in UNITS[1:]], dtype)

    return fill


def without_times(file):
    groups(label_attribute)(file)
    del file["sample_4/times"]


def camera(file):
    rows = np.zeros(2, dtype=[("x", "<i8"), ("y", "<i8"), ("t", "<i8"), ("p", "<i8")])
    file["data/0"] = rows
    file["target/0"] = 3


def spikes(file):
    shd()(file)
    del file["labels"]


def foreign_filter(number, parameters, chunk):
    """Labels in one chunk that a filter which HDF5 does not have is said to have written."""

    def fill(file):
        spikes(file)
        properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        properties.set_chunk((3,))
        properties.set_obj_track_times(False)
        properties.set_filter(number, h5py.h5z.FLAG_OPTIONAL, parameters)
        space = h5py.h5s.create_simple((3,))
        labels = h5py.h5d.create(file.id, b"labels", h5py.h5t.STD_I64LE, space, properties)
        labels.write_direct_chunk((0,), chunk)

    return fill


def lz4(claimed):
    """A block of two bytes that claims to unpack to so many."""
    return struct.pack(">QII", claimed, claimed, 2) + b"\xf0\x31"


def changed(key, value):
    def fill(file):
        shd()(file)
        del file[key]
        file[key] = value

    return fill


def cycle(file):
    spikes(file)
    file["labels"] = h5py.SoftLink("/a")
    file["a"] = h5py.SoftLink("/b")
    file["b"] = h5py.SoftLink("/a/a/a/a")


def external_storage(file):
    spikes(file)
    file.create_dataset("labels", (SAMPLES,), "i8", external=[("/etc/hostname", 0, 8 * SAMPLES)])


def virtual(file):
    spikes(file)
    layout = h5py.VirtualLayout((SAMPLES,), "i8")
    layout[:] = h5py.VirtualSource("/etc/hostname", "labels", (SAMPLES,))
    file.create_virtual_dataset("labels", layout)


def declared(shape, **options):
    def fill(file):
        spikes(file)
        file.create_dataset("labels", shape, "i1", fillvalue=1, **options)

    return fill


def pytables_blosc2():
    """PyTables chooses chunks of 272 MB for this filter, however few the labels."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "file.h5")
        with h5py.File(path, "w") as file:
            shd()(file)
            del file["labels"]
        with tables.open_file(path, "a") as file:
            file.create_carray("/", "labels", obj=LABELS, filters=tables.Filters(complevel=5, complib="blosc2"))
        with open(path, "rb") as written:
            pack("refused/pytables-blosc2", written.read())


def wide_rows(file):
    """Two samples that claim 2^40 spikes each."""
    for key, dtype in (("times", "f4"), ("units", "u2")):
        file.create_dataset("spikes/" + key, (2, 1 << 40), dtype, chunks=(1, 1 << 20))
    file["labels"] = [0, 1]


def aliased(file):
    """20,000 samples, each of which is said to have the same list of a million spikes."""
    for key, dtype in (("times", "<f4"), ("units", "<u2")):
        lists(file, "spikes/" + key, [np.zeros(1_000_000)], dtype, chunks=(1,), maxshape=(None,))
        one = file["spikes/" + key]
        one.resize((20_000,))
        reference = one.id.read_direct_chunk((0,))[1]
        del file["spikes/" + key]
        many = file.create_dataset("spikes/" + key, (20_000,), h5py.vlen_dtype(dtype), chunks=(20_000,))
        many.id.write_direct_chunk((0,), reference * 20_000)
    file.create_dataset("labels", (20_000,), "i1", chunks=(20_000,), compression="gzip")


def claimed_length(count):
    def fill(file):
        shd(chunks=(1,))(file)
        times = file["spikes/times"].id
        reference = times.read_direct_chunk((2,))[1]
        times.write_direct_chunk((2,), struct.pack("<I", count) + reference[4:])

    return fill


if __name__ == "__main__":
    save("same/control", shd())
    for version in ("v108", "v110", "latest"):
        save("same/" + version, shd(), libver=(version, version))
    for name, options in {
        "chunked": {},
        "extendible": {"maxshape": (None,)},
        "gzip": {"compression": "gzip"},
        "shuffle": {"compression": "gzip", "shuffle": True},
        "lzf": {"compression": "lzf", "shuffle": True},
    }.items():
        save("same/" + name, shd(chunks=(5,), **options))
        save("same/latest-" + name, shd(chunks=(5,), **options), libver="latest")
    for width in (np.float16, np.float64, np.longdouble, ">f2", ">f4", ">f8"):
        save(f"same/times-{np.dtype(width).str[1:]}-{np.dtype(width).byteorder.replace('=', 'l').replace('>', 'b')}",
             shd(times=width))
    for width in ("i1", "u1", "i2", "i4", "u4", "i8", "u8"):
        save("same/units-" + width, shd(units="<" + width))
        save("same/labels-" + width, shd(labels=LABELS.astype("<" + width)))
    save("same/labels-big-endian", shd(labels=LABELS.astype(">i4")))
    save("same/labels-column", shd(labels=LABELS.reshape(-1, 1)))
    save("same/labels-one-hot", shd(labels=np.eye(len(CLASSES), dtype=np.float32)[LABELS]))
    save("same/labels-one-hot-bool", shd(labels=np.eye(len(CLASSES), dtype=bool)[LABELS]))
    save("same/labels-text", shd(labels=NAMES))
    save("same/labels-long-text", shd(labels=[name.decode() for name in NAMES]))
    save("same/published", with_extras)
    save("same/user-block", shd(), userblock_size=1024)
    save("same/partly-written", partly_written)
    save("same/latest-partly-written", partly_written, libver="latest")
    save("same/linked", linked)
    save("same/groups", groups(label_attribute))
    save("same/latest-groups", groups(label_dataset), libver="latest")
    save("same/groups-columns", columns)
    save("same/events", events())
    save("same/events-gzip", events(compression="gzip", chunks=(17,), shuffle=True, fletcher32=True))
    tables_file("same/pytables", None)
    tables_file("same/pytables-zlib", tables.Filters(complevel=5, complib="zlib", shuffle=True, fletcher32=False))

    save("even/control", even_lists)
    save("even/plain", even())
    save("even/chunked", even(chunks=(5, 2)))
    save("even/gzip", even(chunks=(7, 5), compression="gzip", shuffle=True, fletcher32=True))
    save("even/extendible", even(chunks=(4, 3), maxshape=(SAMPLES, None)), libver="latest")
    save("even/growing", even(chunks=(4, 3), maxshape=(None, None)), libver="latest")

    save("even/plain-edges", plain_edges, libver="latest")
    save("rows-filled-with-zeros", filled_up(0))

    save("tonic-sample", tonic)
    save("all-silent", lambda file: [lists(file, "spikes/" + key, [[]] * 3, "f4" if key == "times" else "u2")
                                     for key in ("times", "units")] and file.create_dataset("labels", data=[0, 1, 2]))
    save("labels-text-subset", lambda file: [shd(labels=NAMES)(file), file.pop("labels"),
                                             file.create_dataset("labels", data=np.array([b"ga", b"ba"] * 12))])
    save("labels-from-1", shd(labels=LABELS + 1))
    save("times-attribute-seconds", with_unit("Seconds"))
    save("times-attribute-ms", with_unit("ms"))
    save("speaker-names", lambda file: [shd()(file), file.create_dataset("extra/speaker", data=NAMES)])

    save("refused/lz4-beyond-its-data", foreign_filter(32004, (), lz4(64)))
    save("refused/lz4-150-megabytes", foreign_filter(32004, (), lz4(150_000_000)))
    save("refused/bitshuffle", foreign_filter(32008, (0, 4, 8, 0, 2), lz4(24)))
    save("refused/unknown-filter", foreign_filter(4711, (), b"1"))
    save("refused/lzf-beyond-its-data", foreign_filter(32000, (4, 261, 24), b"\x20\xff"))
    save("refused/gzip-beyond-its-data", foreign_filter(1, (4,), b"\x00" * 30))
    tables_file("refused/pytables-blosc", tables.Filters(complevel=9, complib="blosc"), np.zeros(5000, int), 5000)
    save("refused/external-link", changed("labels", h5py.ExternalLink("/etc/hostname", "/labels")))
    save("refused/external-group", changed("spikes", h5py.ExternalLink("/dev/stdin", "/spikes")))
    save("refused/external-storage", external_storage)
    save("refused/virtual", virtual)
    save("refused/cycle", cycle)
    save("refused/dangling", changed("labels", h5py.SoftLink("/nowhere")))
    save("refused/aliased", aliased)
    save("refused/list-of-2-gigabytes", claimed_length(2**31))
    save("refused/list-of-one-more", claimed_length(6))
    save("refused/label-of-2-31", changed("labels", np.array([2**31 - 2] * SAMPLES)))
    save("refused/label-negative", changed("labels", LABELS - 1))
    save("refused/label-fraction", changed("labels", LABELS + 0.5))
    save("refused/labels-two-hot", changed("labels", np.ones((SAMPLES, 2))))
    save("refused/labels-row", changed("labels", LABELS.reshape(1, -1)))
    save("refused/labels-text-missing", text_missing)
    save("refused/units-negative", units(np.int8, -28))
    save("refused/units-beyond-16-bits", units(np.int32, 1 << 16))
    save("refused/rows-filled-with-nan", filled_up(np.nan))
    save("refused/group-without-times", without_times)
    save("refused/camera", camera)
    save("refused/labels-cube", changed("labels", np.ones((SAMPLES, 2, 2))))
    save("refused/labels-group", lambda file: [shd()(file), file.pop("labels"), file.create_group("labels")])
    save("refused/labels-compound", changed("labels", np.zeros(SAMPLES, dtype=[("a", "i4")])))
    save("refused/a-trillion-labels", declared((10**12,), chunks=(10**6,)))
    save("refused/a-billion-labels", declared((10**9,), chunks=(10**6,), compression="gzip"))
    save("refused/wide-rows", wide_rows)
    save("refused/times-cube", changed("spikes/times", np.ones((SAMPLES, 2, 2))))
    save("refused/times-of-lists-of-lists", changed("spikes/times", np.ones(SAMPLES)))
    save("refused/units-real", changed("spikes/units", np.ones((SAMPLES, 3))))
    save("refused/no-times", lambda file: [shd()(file), file["spikes"].pop("times")])
    save("refused/nothing", lambda file: file.create_dataset("x", data=1))
    save("refused/events-without-unit", lambda file: file.create_dataset("events", data=np.zeros(3, [("sample", "i4")])))
    save("refused/events-of-no-sample", lambda file: [
        file.create_dataset("events", data=np.array([(9, 0.5, 1)], [("sample", "i4"), ("time", "f4"), ("unit", "i4")])),
        file.create_dataset("labels", data=[0, 1])])
    save("same/labels-enumerated", enumerated([0, 1, 2, 3], CLASSES))
    save("same/latest-labels-among-many-attributes", groups(label_among_many), libver="latest")
    save("labels-enumerated-otherwise", enumerated([3, 0, 1, 2], ["ga", "ba", "da", "unused"]))
    save("labels-enumerated-with-gaps", enumerated([0, 5, 2, 9], CLASSES))
    save("labels-hidden-characters", changed("labels", np.array([b"a", b"a\xe2\x80\x8b", b"\x1b[31m", b"b"])[LABELS]))
    save("labels-digits", changed("labels", np.array([b"10", b"9", b"2", b"11"])[LABELS]))
    save("labels-far-apart", changed("labels", LABELS * 300))
    save("speakers-few", speaker(np.arange(5)))
    save("speakers-beyond-63-bits", speaker(np.full(SAMPLES, 2**63, np.uint64)))
    save("speakers-empty", speaker(np.array([b"", b"ann"])[LABELS % 2]))
    save("refused/labels-not-utf-8", changed("labels", np.array([b"\xe9", b"\xe8"])[LABELS % 2]))
    save("refused/labels-lists", lambda file: [
        shd()(file), file.pop("labels"), lists(file, "labels", [np.array([s]) for s in range(SAMPLES)], np.uint32)])
    save("refused/unit-among-many-attributes", unit_among_many, libver="latest")
    save("refused/unit-of-committed-type", unit_of_committed_type)
    save("refused/events-in-microseconds", events_in("us"))
    save("refused/time-beyond-single-precision", changed("spikes/times", np.full((SAMPLES, 3), 1e300)))
    save("refused/unit-beyond-31-bits", units(np.int64, 1 << 40))
    pytables_blosc2()
