package dev.backspike.common.spec.reading;

import dev.backspike.common.json.StrictJson;
import dev.backspike.common.spec.NeuronSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The named neuron models: files in the language of {@link NeuronSpec.Equations}, each with its source. */
final class NeuronLibrary {

    private static final List<String> NAMES = List.of(
            "if",
            "lif-subtractive",
            "alif",
            "adlif",
            "qif",
            "eif",
            "adex",
            "izhikevich",
            "resonate-and-fire",
            "two-compartment",
            "conductance-lif");

    private static final Map<String, NeuronSpec.Equations> MODELS = read();

    private NeuronLibrary() {}

    /** The models by name, with the parameters of the library. */
    static Map<String, NeuronSpec.Equations> models() {
        return MODELS;
    }

    private static Map<String, NeuronSpec.Equations> read() {
        JsonMapper json = new JsonMapper();
        Map<String, NeuronSpec.Equations> models = new LinkedHashMap<>();
        for (String name : NAMES) {
            try (InputStream file =
                    NeuronLibrary.class.getResourceAsStream("/dev/backspike/neurons/" + name + ".json")) {
                if (file == null) {
                    throw new IllegalStateException("the neuron model " + name + " is missing from the class path");
                }
                JsonNode tree = json.readTree(file);
                ((ObjectNode) tree).remove("source");
                models.put(name, StrictJson.read(tree, EquationsReader::read));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return models;
    }
}
