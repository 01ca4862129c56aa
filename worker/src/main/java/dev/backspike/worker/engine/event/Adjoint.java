package dev.backspike.worker.engine.event;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.worker.network.Connection;
import dev.backspike.worker.network.Population;

/**
 * Phase 2: runs the adjoint equations of one trial backwards over its tape and stores, for each spike, lambda_I of the
 * neurons that it reached, at its arrival. One instance per thread.
 */
final class Adjoint {

    private final Wiring wiring;
    private final double[][] weights;
    /** {@code [population]}, none for the input. */
    private final Lambdas[] lambdas;

    private final int input;
    private final int readout;

    Adjoint(Wiring wiring, LossSpec loss, double[][] weights) {
        Response response = wiring.response(loss);
        this.wiring = wiring;
        this.weights = weights;
        input = wiring.network.input().index();
        readout = wiring.network.readout().index();
        lambdas = new Lambdas[wiring.network.populations().size()];
        for (Population p : wiring.network.populations()) {
            if (p.index() != input) {
                lambdas[p.index()] = new Lambdas(p, wiring.kernels[p.index()], response);
            }
        }
    }

    void run(Tape tape) {
        boolean driven = isDriven(tape);
        for (int p = 0; p < lambdas.length; p++) {
            if (p != input) {
                lambdas[p].start(wiring.network.duration(), driven && p == readout ? tape.drive : null);
            }
        }
        tape.traced = driven ? tape.count : lastRead(tape) + 1;
        int start = 0;
        for (int s = tape.traced - 1; s >= 0; s--) {
            int source = tape.source[s];
            int p = wiring.populationOf[source];
            int neuron = source - wiring.firstNeuron[p];
            tape.traceStart[s] = start;
            tape.reserveTrace(start, wiring.traceLength[p]);
            double later = 0;
            for (Connection c : wiring.outgoing[p]) {
                later += arrival(c, neuron, tape, s);
            }
            start += wiring.traceLength[p];
            if (p != input) {
                if (p == readout && tape.readSpike[neuron] == s) {
                    later += tape.spikeTimeGradient[neuron];
                }
                lambdas[p].jump(neuron, tape.time[s], later, tape.rise[s]);
            }
        }
    }

    private double arrival(Connection c, int neuron, Tape tape, int s) {
        Lambdas target = lambdas[c.to().index()];
        target.advance(tape.time[s]);
        int start = tape.traceStart[s] + wiring.traceOffset[c.index()];
        int row = neuron * c.to().size();
        return target.read(wiring.component[c.index()], weights[c.index()], row, tape.trace, start);
    }

    private static boolean isDriven(Tape tape) {
        for (double d : tape.drive) {
            if (d != 0) {
                return true;
            }
        }
        return false;
    }

    /** The last spike on which the loss depends; after it all adjoint variables are zero. */
    private static int lastRead(Tape tape) {
        int last = -1;
        for (int k = 0; k < tape.readSpike.length; k++) {
            if (tape.spikeTimeGradient[k] != 0) {
                last = Math.max(last, tape.readSpike[k]);
            }
        }
        return last;
    }
}
