package dev.backspike.engine.model.nir;

import dev.backspike.common.code.ImportNoteCode;
import dev.backspike.common.text.Shown;
import dev.backspike.engine.hdf5.Hdf5Dataset;
import dev.backspike.engine.hdf5.Hdf5Exception;
import dev.backspike.engine.hdf5.Hdf5Group;
import dev.backspike.engine.hdf5.Hdf5Node;
import dev.backspike.engine.model.nir.NirGraph.Edge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file's graph, and the graphs in it, as one: the nodes of a graph in it are named after both, such as
 * {@code l1.lif}, and its Input and Output pass on what arrives at it. What is wrong with nodes and edges is collected;
 * depth and numbers are bounded, as links within a file can repeat a group without end.
 */
final class NirReader {

    private static final int MOST_DEPTH = 16;
    private static final int MOST_NODES = 4096;
    private static final int MOST_EDGES = 1 << 16;

    private final NirProblems problems;
    private final NirNotes notes = new NirNotes();
    private final Map<String, NirNode> nodes = new LinkedHashMap<>();
    private final Set<Edge> edges = new LinkedHashSet<>();
    private int groups;

    private NirReader(NirProblems problems) {
        this.problems = problems;
    }

    /**
     * @param problems to which all nodes, fields and edges are added that have no meaning here; the graph is to be used
     *     for nothing but finding more of them then
     * @throws NirException if there is no graph in the file
     */
    static NirGraph read(Hdf5Group file, NirProblems problems) {
        Hdf5Group root = file.group("node");
        if (root == null) {
            throw new NirException("not a NIR file: it has no group node");
        }
        NirReader reader = new NirReader(problems);
        String type = NirFields.text(root.dataset("type"));
        if (!"NIRGraph".equals(type)) {
            throw new NirException(
                    type == null
                            ? "the file's root has no type; the program that wrote it may have stopped halfway, so"
                                    + " write it again"
                            : "the file's root is a single node of type " + Shown.name(type) + ", not a NIRGraph");
        }
        reader.graph("", root, 0);
        return new NirGraph(reader.nodes, List.copyOf(reader.edges), metadata(root), reader.notes.assumptions());
    }

    /**
     * The nodes at which edges of the outer graph that name a nested graph begin and end.
     *
     * @param inputs names of its Input nodes
     * @param outputs names of its Output nodes
     */
    private record Ports(List<String> inputs, List<String> outputs) {}

    /** @param prefix of the names of the nodes; empty for the outermost graph */
    private Ports graph(String prefix, Hdf5Group graph, int depth) {
        Ports ports = new Ports(new ArrayList<>(), new ArrayList<>());
        Map<String, Ports> inner = new HashMap<>();
        if (graph.child("nodes") instanceof Hdf5Group all) {
            nodes(prefix, "", all, depth, inner, ports);
        } else {
            problems.add("/" + graph.path(), named(prefix) + " has no group nodes");
            return ports; // all edges would lead nowhere
        }
        edges(prefix, graph, inner);
        return ports;
    }

    private static String named(String prefix) {
        return prefix.isEmpty()
                ? "the file's root"
                : "node " + Shown.name(prefix.substring(0, prefix.length() - 1)) + " of type NIRGraph";
    }

    /** @param folder what a name with slashes has before its last one, since HDF5 makes groups of them */
    private void nodes(
            String prefix, String folder, Hdf5Group group, int depth, Map<String, Ports> inner, Ports ports) {
        if (depth > MOST_DEPTH) {
            throw problems.fatal(
                    "/" + group.path(), "graphs are nested more than " + MOST_DEPTH + " deep at " + group.path());
        }
        for (String child : group.names()) {
            String local = folder + child;
            String name = prefix + local;
            if (++groups > MOST_NODES) {
                throw problems.fatal(
                        "/" + group.path(),
                        "the file has more than " + MOST_NODES + " nodes; node " + Shown.name(name)
                                + " is one too many");
            }
            try {
                if (member(group, child) instanceof Hdf5Group node) {
                    node(prefix, local, node, depth, inner, ports);
                } else {
                    refuse(name, group, "node " + Shown.name(name) + " is not a group");
                }
            } catch (Hdf5Exception e) {
                refuse(name, group, "node " + Shown.name(name) + " cannot be read: " + e.getMessage());
            }
        }
    }

    /** The child of that name; null where the name is one that an HDF5 path cannot contain. */
    private static @Nullable Hdf5Node member(Hdf5Group group, String name) {
        return name.contains("/") || name.equals(".") ? null : group.child(name);
    }

    private void refuse(String name, Hdf5Group in, String problem) {
        nodes.put(name, new NirNode.Refused("unknown"));
        problems.add("/" + in.path(), problem);
    }

    private void node(String prefix, String local, Hdf5Group node, int depth, Map<String, Ports> inner, Ports ports) {
        String name = prefix + local;
        String type = NirFields.text(node.dataset("type"));
        if (type == null) {
            Hdf5Node other = node.child("type");
            if (other instanceof Hdf5Dataset dataset) {
                refuse(
                        name,
                        node,
                        "node " + Shown.name(name) + " has a type that is not one text, but " + dataset.type()
                                + " of shape " + NirGraphCheck.shown(dataset.shape()));
            } else if (node.names().isEmpty() || other != null) {
                refuse(name, node, "node " + Shown.name(name) + " has no type");
            } else {
                nodes(prefix, local + "/", node, depth + 1, inner, ports);
            }
            return;
        }
        if (type.equals("NIRGraph")) {
            inner.put(local, graph(name + ".", node, depth + 1));
            notes.assume(
                    ImportNoteCode.GRAPH_FLATTENED,
                    name,
                    "node " + Shown.name(name) + " is a graph; its nodes are named after it, as in "
                            + Shown.name(name + ".NODE"));
            return;
        }
        String shown = type.isBlank() ? "\"" + type + "\"" : Shown.name(type);
        NirNode read = NirNodeReader.read(
                type, new NirFields(Shown.name(name), shown, node, problems, notes), !prefix.isEmpty());
        if (nodes.putIfAbsent(name, read) != null) {
            problems.add(
                    "/" + node.path(),
                    "node " + Shown.name(name) + " exists twice, once as a node within a graph; rename one");
        }
        if (type.equals("Input")) {
            ports.inputs.add(name);
        } else if (type.equals("Output")) {
            ports.outputs.add(name);
        }
    }

    private void edges(String prefix, Hdf5Group graph, Map<String, Ports> inner) {
        String path = "/" + graph.path() + "/edges";
        if (!(graph.child("edges") instanceof Hdf5Dataset dataset)) {
            problems.add(path, named(prefix) + " has no edges");
            return;
        }
        long[] shape = dataset.shape();
        if (dataset.elements() == 0) {
            return;
        }
        if (!dataset.type().isText() || shape.length != 2 || shape[1] != 2) {
            problems.add(path, "the edges of " + named(prefix) + " are not pairs of names, but " + dataset.described());
            return;
        }
        if (shape[0] > MOST_EDGES - edges.size()) {
            throw problems.fatal(path, "the file has more than " + MOST_EDGES + " edges");
        }
        String[] names = dataset.all().texts();
        for (int k = 0; k < names.length; k += 2) {
            edge(prefix, path, names[k], names[k + 1], inner);
        }
    }

    private void edge(String prefix, String path, String from, String to, Map<String, Ports> inner) {
        String shown = "the edge " + Shown.name(prefix + from) + " -> " + Shown.name(prefix + to);
        String source = inner.containsKey(from)
                ? port(inner.get(from).outputs, shown + " begins", "Output", path)
                : existing(prefix + from, shown, path);
        String target = inner.containsKey(to)
                ? port(inner.get(to).inputs, shown + " ends", "Input", path)
                : existing(prefix + to, shown, path);
        if (source != null && target != null && !edges.add(new Edge(source, target))) {
            notes.assume(
                    ImportNoteCode.EDGE_REPEATED,
                    prefix + from,
                    shown + " is listed more than once; it counts once, since edges are a set");
        }
    }

    private @Nullable String port(List<String> ports, String edge, String type, String path) {
        if (ports.size() == 1) {
            return ports.getFirst();
        }
        problems.add(path, edge + " at a graph with " + ports.size() + " nodes of type " + type + "; it must have one");
        return null;
    }

    private @Nullable String existing(String name, String edge, String path) {
        if (nodes.containsKey(name)) {
            return name;
        }
        problems.add(path, edge + " does not join two nodes: there is no " + Shown.name(name));
        return null;
    }

    private static Map<String, Object> metadata(Hdf5Group root) {
        Map<String, Object> metadata = new HashMap<>();
        Hdf5Group group = root.group("metadata");
        if (group == null) {
            return metadata;
        }
        for (String name : group.names()) {
            // other tools may keep what they like beside the model
            Hdf5Dataset dataset = group.dataset(name);
            String text = NirFields.text(dataset);
            if (text != null) {
                metadata.put(name, text);
            } else if (dataset != null
                    && dataset.shape().length == 0
                    && dataset.type().isNumber()) {
                metadata.put(name, dataset.all().reals()[0]);
            }
        }
        return metadata;
    }
}
