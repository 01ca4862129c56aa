package dev.backspike.engine.hdf5;

import dev.backspike.common.text.Shown;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A group; its names are read when first asked for. */
public final class Hdf5Group implements Hdf5Node {

    private static final int MOST_LINKS = 32;

    private final Storage storage;
    private final @Nullable Hdf5Group root;
    private final String path;
    private final ObjectHeader header;
    private @Nullable Map<String, Link> links;

    private Hdf5Group(Storage storage, @Nullable Hdf5Group root, String path, ObjectHeader header) {
        this.storage = storage;
        this.root = root;
        this.path = path;
        this.header = header;
    }

    static Hdf5Group root(Storage storage, ObjectHeader header) {
        return new Hdf5Group(storage, null, "", header);
    }

    @Override
    public String path() {
        return path;
    }

    /** Tells groups from each other however they are reached, as hard links may lead in circles. */
    public long address() {
        return header.address();
    }

    /** The names of the group's links, in the file's order. */
    public List<String> names() {
        return List.copyOf(Guarded.get(described(), this::links).keySet());
    }

    /**
     * @param at a name, or several separated by slashes
     * @return null if there is no such name
     * @throws Hdf5Exception if the name leads outside of the file, in a circle, nowhere or to what is damaged
     */
    public @Nullable Hdf5Node child(String at) {
        return Guarded.get(described(), () -> find(at, 0));
    }

    /** @return null if there is no such name, or something else of this name */
    public @Nullable Hdf5Group group(String at) {
        return child(at) instanceof Hdf5Group group ? group : null;
    }

    /** @return null if there is no such name, or something else of this name */
    public @Nullable Hdf5Dataset dataset(String at) {
        return child(at) instanceof Hdf5Dataset dataset ? dataset : null;
    }

    /** @return null if this group has no attribute of this name */
    public @Nullable Hdf5Dataset attribute(String name) {
        return Guarded.get(described(), () -> Attributes.find(storage, header, path, name));
    }

    private @Nullable Hdf5Node find(String at, int hops) {
        Hdf5Node node = this;
        for (String name : at.split("/", -1)) {
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            node = node instanceof Hdf5Group group ? group.step(name, hops) : null;
        }
        return node;
    }

    private @Nullable Hdf5Node step(String name, int hops) {
        Link link = links().get(name);
        String at = path.isEmpty() ? Shown.name(name) : path + "/" + Shown.name(name);
        return switch (link) {
            case null -> null;
            case Link.Hard(long address) -> Guarded.get(at, () -> node(at, address));
            case Link.Soft(String target) -> Guarded.get(at, () -> follow(target, hops));
            case Link.Foreign() ->
                Guarded.get(at, () -> {
                    throw new Hdf5Exception(
                            "is an external link; only what is in the file itself is read. Copy the data"
                                    + " into one file, for example with: h5copy -f ext");
                });
        };
    }

    private Hdf5Node follow(String target, int hops) {
        storage.spend(0);
        if (hops == MOST_LINKS) {
            throw new Hdf5Exception("is a soft link in a circle of links");
        }
        Hdf5Group from = target.startsWith("/") && root != null ? root : this;
        Hdf5Node node = from.find(target, hops + 1);
        if (node == null) {
            throw new Hdf5Exception("is a soft link to " + Shown.name(target) + ", which does not exist");
        }
        return node;
    }

    private Hdf5Node node(String at, long address) {
        ObjectHeader found = ObjectHeader.read(storage, address);
        return found.has(ObjectHeader.DATASPACE)
                ? new Hdf5Dataset(storage, at, found)
                : new Hdf5Group(storage, root == null ? this : root, at, found);
    }

    private Map<String, Link> links() {
        if (links == null) {
            links = Links.of(storage, header);
        }
        return links;
    }

    private String described() {
        return path.isEmpty() ? "the root group" : path;
    }
}
