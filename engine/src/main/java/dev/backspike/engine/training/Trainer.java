package dev.backspike.engine.training;

import dev.backspike.common.code.FailureCode;
import dev.backspike.common.code.NoteCode;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.heap.Heap;
import dev.backspike.common.heap.HeapExhaustedException;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.ResourcesSpec.Device;
import dev.backspike.engine.DeviceException;
import dev.backspike.engine.DeviceLostException;
import dev.backspike.engine.DeviceMemoryException;
import dev.backspike.engine.DeviceRequest;
import dev.backspike.engine.DeviceTelemetry;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineFactory;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.SimulationFailedException;
import dev.backspike.engine.UnsupportedNetworkException;
import dev.backspike.engine.collective.Collective;
import dev.backspike.engine.collective.ReplicaFailedException;
import dev.backspike.engine.collective.ReplicaLostException;
import dev.backspike.engine.dataset.Datasets;
import dev.backspike.engine.dataset.Splits;
import dev.backspike.engine.network.Network;

/** Trains jobs. Holds no state of any of them, so that several threads may train at once. */
public final class Trainer {

    private final Datasets datasets;
    private final EngineFactory engines;
    private final int threads;
    private final PhaseListener phases;

    /** @param threads for each training, at least 1 */
    public Trainer(Datasets datasets, EngineFactory engines, int threads, PhaseListener phases) {
        this.datasets = datasets;
        this.engines = engines;
        this.threads = threads;
        this.phases = phases;
    }

    /** Trains from the first epoch to the last, without checkpoints. */
    public Outcome train(JobSpec spec, TrainingListener listener, StopSignal stop) {
        return train(spec, listener, stop, new Start.Specified(), CheckpointSink.NONE);
    }

    /** Trains alone to the last epoch. */
    public Outcome train(
            JobSpec spec, TrainingListener listener, StopSignal stop, Start start, CheckpointSink checkpoints) {
        return train(spec, listener, stop, start, checkpoints, Collective.solo());
    }

    /**
     * Trains to the last epoch. A training that does not come to its end tells the other replicas so.
     *
     * @param spec resolved
     * @param listener receives {@link AttemptEvent.Started}, {@link AttemptEvent.Measured} and
     *     {@link AttemptEvent.Noted} events; the end is the result instead, since the caller has the model to store
     *     before it may tell
     * @param stop asked between batches, and within them
     * @param start the state from which to begin or to resume
     * @param collective the other replicas, not closed here
     */
    public Outcome train(
            JobSpec spec,
            TrainingListener listener,
            StopSignal stop,
            Start start,
            CheckpointSink checkpoints,
            Collective collective) {
        Outcome outcome = outcome(spec, listener, stop, start, checkpoints, collective);
        switch (outcome) {
            case Outcome.Trained _ -> {}
            case Outcome.Stopped _ -> collective.leave();
            // Replica 0 reports it, so that the job is charged for it whichever replica has the device.
            case Outcome.DeviceLost(String message) ->
                collective.fail(new AttemptEvent.Failed(FailureCode.DEVICE_LOST, message));
            case Outcome.Failed(AttemptEvent.Failed event) -> collective.fail(event);
        }
        return outcome;
    }

    private Outcome outcome(
            JobSpec spec,
            TrainingListener listener,
            StopSignal stop,
            Start start,
            CheckpointSink checkpoints,
            Collective collective) {
        try {
            return Heap.guarded(() -> run(spec, listener, stop, start, checkpoints, collective));
        } catch (ReplicaFailedException e) {
            return new Outcome.Failed(e.event());
        } catch (ReplicaLostException e) {
            listener.log("another replica is lost", e);
            return new Outcome.Failed(FailureCode.REPLICA_LOST, String.valueOf(e.getMessage()));
        } catch (InvalidSpecException e) {
            return new Outcome.Failed(FailureCode.INVALID_SPEC, String.valueOf(e.getMessage()));
        } catch (UnsupportedNetworkException e) {
            return new Outcome.Failed(FailureCode.NETWORK_UNSUPPORTED, String.valueOf(e.getMessage()));
        } catch (CheckpointRefusedException e) {
            return new Outcome.Failed(FailureCode.CHECKPOINT_REFUSED, String.valueOf(e.getMessage()));
        } catch (SimulationFailedException e) {
            listener.log("the network cannot be simulated", e);
            return new Outcome.Failed(e.code(), String.valueOf(e.getMessage()));
        } catch (DeviceMemoryException e) {
            listener.log("the device is out of memory", e);
            return new Outcome.Failed(
                    FailureCode.DEVICE_OUT_OF_MEMORY,
                    e.getMessage() + "; lower /training/batchSize or the sizes of the network");
        } catch (DeviceLostException e) {
            listener.log("the device is lost", e);
            return new Outcome.DeviceLost(String.valueOf(e.getMessage()));
        } catch (DeviceException e) {
            listener.log("the device failed", e);
            return new Outcome.Failed(FailureCode.CUDA_FAILED, String.valueOf(e.getMessage()));
        } catch (HeapExhaustedException e) {
            listener.log("out of memory", e);
            return new Outcome.Failed(
                    FailureCode.OUT_OF_MEMORY,
                    "the worker ran out of memory (" + e.getMessage()
                            + "); lower /training/batchSize or give the worker more heap");
        }
    }

    private Outcome run(
            JobSpec spec,
            TrainingListener listener,
            StopSignal stop,
            Start start,
            CheckpointSink checkpoints,
            Collective collective) {
        Splits splits = datasets.open(spec);
        Network network = Network.of(spec.network());
        EngineOptions options = new EngineOptions(
                        network, spec.training(), InitialValues.of(spec, network, datasets), threads)
                .stoppedBy(stop::interrupts);
        DeviceRequest request = new DeviceRequest(
                spec.resources().device(),
                collective.replicas(),
                why -> note("this job runs on the CPU: " + why, listener));
        try (Engine engine = engines.on(request).create(options, spec.network().solver())) {
            tellDevice(spec, engine, listener);
            TrainingRun run =
                    new TrainingRun(spec, options, splits, engine, collective, listener, stop, checkpoints, phases);
            switch (start) {
                case Start.Specified _ -> {}
                case Start.Model model -> WarmStart.into(engine, model.parameters(), "/training/initialFrom/job");
                case Start.Resumed resumed -> run.goOnFrom(resumed.checkpoint());
            }
            return run.run();
        }
    }

    /** Reports the device where there was a choice; why it is the CPU has been reported before. */
    private static void tellDevice(JobSpec spec, Engine engine, TrainingListener listener) {
        if (spec.resources().device() == Device.AUTO && engine instanceof DeviceTelemetry device) {
            note(
                    "this job runs on CUDA device " + device.gpu().index() + ", "
                            + device.gpu().name(),
                    listener);
        }
    }

    private static void note(String what, TrainingListener listener) {
        listener.on(new AttemptEvent.Noted(NoteCode.DEVICE, "device auto: " + what));
    }
}
