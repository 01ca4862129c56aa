package dev.backspike.engine.cuda.source;

import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.engine.network.Population;
import dev.backspike.engine.plan.Current.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The entries that templates have for the sources of spikes and their targets. */
record SourceText(DeviceLayout layout, SharedMemory adjoint) {

    /** The entries of a source of a synaptic current. */
    Map<String, Object> source(Channel c, Source s) {
        Map<String, Object> values = new HashMap<>();
        Population from = s.population();
        boolean input = from.neuron() instanceof NeuronSpec.Input;
        boolean spiking = from.spiking() && !layout.stepped(from).isEmpty();
        values.put("population", from.index());
        values.put("weightBase", c.weightBase(s));
        values.put("firstRow", s.firstRow());
        values.put("endRow", s.firstRow() + from.size());
        values.put("delay", layout.grid.delay(s.connection()));
        values.put("input", input);
        values.put("inputAtOnce", input && layout.grid.delay(s.connection()) == 0);
        values.put("inputLate", input && layout.grid.delay(s.connection()) > 0);
        values.put("emits", from.spiking());
        values.put("spiking", spiking);
        values.put("spikingAtOnce", spiking && layout.grid.delay(s.connection()) == 0);
        values.put("spikingLate", spiking && layout.grid.delay(s.connection()) > 0);
        if (from.spiking()) {
            values.put("lifIndex", layout.lifs.indexOf(from));
            values.put("rowBase", layout.neuronBase(from) + layout.lifs.indexOf(from));
        }
        return values;
    }

    /** The targets of a population's spikes, either the direct channels or the stepped ones. */
    List<Map<String, Object>> outgoing(Population from, boolean direct) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Channel c : layout.channels) {
            for (Source s : c.sources()) {
                if (c.direct() == direct && s.population().equals(from)) {
                    rows.add(direct ? directRows(c, s) : rows(c, s));
                }
            }
        }
        return rows;
    }

    private Map<String, Object> rows(Channel c, Source s) {
        Map<String, Object> values = new HashMap<>();
        values.put("channel", c.id());
        values.put("stride", c.stride());
        values.put("weightBase", c.weightBase(s));
        values.put("gridBase", c.gridBase());
        values.put("delay", layout.grid.delay(s.connection()));
        values.put("eachLate", c.current().individualDelays());
        values.put("late", layout.grid.delay(s.connection()) > 0);
        values.put("atOnce", !c.current().individualDelays() && layout.grid.delay(s.connection()) == 0);
        return values;
    }

    private Map<String, Object> directRows(Channel c, Source s) {
        Map<String, Object> values = new HashMap<>();
        Population from = s.population();
        values.put("id", s.connection().index());
        values.put("index", layout.direct().indexOf(c));
        values.put("row", (c.weightBase(s) - KernelSource.directBase(layout)) / c.stride());
        values.put("stride", c.stride());
        values.put("weightBase", c.weightBase(s));
        values.put("neurons", from.size());
        boolean pushed = from.spiking() && !layout.stepped(from).isEmpty();
        values.put("pushAt", pushed ? adjoint.take(from.size(), Float.BYTES) : 0);
        return values;
    }
}
