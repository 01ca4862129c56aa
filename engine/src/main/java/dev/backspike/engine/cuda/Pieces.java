package dev.backspike.engine.cuda;

import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.DeviceMemoryException;
import dev.backspike.engine.Parallel;
import dev.backspike.engine.RateRegularisation;
import dev.backspike.engine.Share;
import dev.backspike.engine.cuda.driver.Device;
import dev.backspike.engine.cuda.driver.Streams;
import dev.backspike.engine.cuda.source.DeviceLayout;
import dev.backspike.engine.plan.OutcomeCounter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The phases of a share of a batch, in as few pieces as the device's memory holds: usually one. What does not change
 * with it are the results, since trials are added in their order however they are cut.
 *
 * <pre>
 * tape and traces fit           forward               | adjoint, gather
 * tape fits, traces do not      forward               | adjoint, gather; adjoint, gather; ...
 * the tape does not fit either  forward; forward; ... | forward, adjoint, gather; forward, adjoint, gather; ...
 * </pre>
 *
 * The last is what a batch falls back to, once, when the device is out of memory: the tape of a piece is there only
 * until the next one's, so that the backward phases have to make it again.
 */
final class Pieces implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Pieces.class);

    private final Device device;
    private final DeviceLayout layout;
    private final CudaSettings settings;
    private final Parallel parallel;
    private final Streams streams;
    private final Tape tape;
    private final Forward forward;
    private final Adjoint adjoint;
    private final Gather gather;
    private final RateRegularisation regularisation;
    private final ShareTable table;
    /** The piece at hand, and the one that is being packed while the device still reads that. */
    private final InputSpikes[] inputs = new InputSpikes[2];

    private int current;
    private @Nullable Share share;
    private @Nullable Batch batch;
    /** Trials of which there is a tape at a time. */
    private int most = Integer.MAX_VALUE;
    /** The number of trials in a piece that have traces at the same time. */
    private int traces;

    Pieces(
            Device device,
            DeviceLayout layout,
            CudaSettings settings,
            Parallel parallel,
            Streams streams,
            Tape tape,
            Forward forward,
            Adjoint adjoint,
            Gather gather,
            RateRegularisation regularisation) {
        this.device = device;
        this.layout = layout;
        this.settings = settings;
        this.parallel = parallel;
        this.streams = streams;
        this.tape = tape;
        this.forward = forward;
        this.adjoint = adjoint;
        this.gather = gather;
        this.regularisation = regularisation;
        table = new ShareTable(device, layout);
        Arrays.setAll(inputs, _ -> new InputSpikes(device, layout, parallel.threads()));
    }

    /** Waits for the device. */
    BatchOutcome forward(Share samples) {
        share = samples;
        batch = samples.samples();
        try {
            return forward();
        } catch (DeviceMemoryException e) {
            fewer(e);
            return forward();
        }
    }

    private BatchOutcome forward() {
        OutcomeCounter counter = counter();
        if (empty()) {
            // With samples, the wait is that for their results.
            streams.await();
        }
        for (int first = 0; first < batch().size(); first += piece(first)) {
            makeTape(first, counter);
        }
        return counter.outcome();
    }

    private OutcomeCounter counter() {
        return new OutcomeCounter(layout.network, share());
    }

    void backward() {
        if (empty()) {
            return;
        }
        if (whole()) {
            try {
                reserve(batch().size());
            } catch (DeviceMemoryException e) {
                fewer(e);
            }
        }
        adjoint.start(streams.work());
        table.upload(share(), regularisation, streams.work());
        for (int first = 0; first < batch().size(); first += piece(first)) {
            if (!whole()) {
                makeTape(first, counter());
                reserve(piece(first));
            }
            backward(first);
        }
    }

    /** Forgets the last forward pass. */
    void forget() {
        share = null;
        batch = null;
    }

    boolean empty() {
        return batch == null || batch.size() == 0;
    }

    private Batch batch() {
        if (batch == null) {
            throw new IllegalStateException("there has been no forward pass");
        }
        return batch;
    }

    private Share share() {
        if (share == null) {
            throw new IllegalStateException("there has been no forward pass");
        }
        return share;
    }

    private boolean whole() {
        return batch().size() <= most;
    }

    /** Trials of the piece that begins with one. */
    private int piece(int first) {
        return Math.min(most, batch().size() - first);
    }

    private void makeTape(int first, OutcomeCounter counter) {
        int trials = piece(first);
        current = 1 - current;
        int[] samples = Arrays.copyOfRange(batch().samples(), first, first + trials);
        inputs[current].pack(new Batch(batch().data(), samples), parallel, streams.copies());
        forward.run(inputs[current], trials, counter, streams.work());
    }

    private void backward(int first) {
        int trials = piece(first);
        for (int at = 0; at < trials; at += traces) {
            int together = Math.min(traces, trials - at);
            adjoint.run(inputs[current], at, together, table, streams.work());
            gather.run(inputs[current], Gather.Part.of(share(), at, together, first + at), table, streams.work());
        }
    }

    /** Makes room for the backward phases: for the traces of all trials, or of as many as fit. */
    private void reserve(int trials) {
        tape.reserveBackward(trials);
        long each = adjoint.bytesPerTrace();
        long room = (long) (settings.memoryShare() * device.freeBytes()) + adjoint.trace.bytes();
        traces = Math.clamp(room / each, 1, Math.min(trials, settings.mostTraces()));
        try {
            adjoint.trace.reserve(traces * each);
        } catch (DeviceMemoryException e) {
            // Free memory may be in pieces, or somebody else's by now.
            log.debug("traces of {} trials do not fit", traces, e);
            traces = Math.max(1, traces / 2);
            adjoint.trace.reserve(traces * each);
        }
    }

    /** After the device was out of memory: smaller pieces from now on, unless they are that already. */
    private void fewer(DeviceMemoryException why) {
        int size = batch().size();
        if (size == 1 || !whole()) {
            throw why;
        }
        tape.close();
        forward.release();
        adjoint.trace.close();
        inputs[0].release();
        inputs[1].release();
        long each = tape.bytesPerTrial() + forward.bytesPerTrial() + inputs[current].bytesPerTrial();
        long room = (long) (settings.memoryShare() * device.freeBytes()) - adjoint.bytesPerTrace();
        most = Math.clamp(room / each, 1, Math.ceilDiv(size, 2));
        log.warn(
                "a batch of {} samples does not fit in the device's memory; processing {} at a time: {}",
                size,
                most,
                why.getMessage());
    }

    @Override
    public void close() {
        inputs[0].close();
        inputs[1].close();
        table.close();
    }
}
