package dev.backspike.engine.model.nir;

import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.reading.JobSpecParser;
import dev.backspike.engine.network.Initialisers;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Tensor;
import java.util.List;

/** Resolved jobs around the networks that the tests of this package write down. */
final class Jobs {

    /** Input, a recurrent hidden layer and a readout. */
    static final String POPULATIONS = """
            'input': {'neuron': 'input', 'size': 5},
            'hidden': {'neuron': {'type': 'lif', 'tauMem': 19.3, 'vThresh': 0.8, 'vReset': -0.1}, 'size': 8},
            'output': {'neuron': {'type': 'li', 'tauMem': 12}, 'size': 3}
            """;

    static final String CONNECTIONS = """
            {'from': 'input', 'to': 'hidden', 'tauSyn': 5, 'weight': {'normal': {'mean': 0.8, 'sd': 0.8}}},
            {'from': 'hidden', 'to': 'hidden', 'tauSyn': 5, 'weight': {'normal': {'mean': 0, 'sd': 0.5}}},
            {'from': 'hidden', 'to': 'output', 'tauSyn': 7, 'weight': {'normal': {'mean': 0, 'sd': 1}}}
            """;

    private Jobs() {}

    static JobSpec job(String populations, String connections) {
        return JobSpecParser.parse("""
                {'name': 'a network', 'dataset': {'type': 'yin-yang'},
                 'network': {'dt': 0.5, 'duration': 60, 'solver': 'event',
                             'populations': {%s}, 'connections': [%s]},
                 'training': {'epochs': 1, 'batchSize': 1, 'loss': 'sum-voltage',
                              'optimiser': {'type': 'adam', 'learningRate': 0.1}}}
                """.formatted(populations, connections).replace('\'', '"'));
    }

    static List<Tensor.F64> parameters(JobSpec job, long seed) {
        return Initialisers.draw(Network.of(job.network()), seed).parameters();
    }
}
