package dev.backspike.worker.inspection;

import dev.backspike.common.spec.GradientReport;
import dev.backspike.common.spec.Inspection;
import dev.backspike.common.spec.InvalidSpecException;
import dev.backspike.common.spec.JobInspector;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.SpecError;
import dev.backspike.worker.dataset.DatasetInspector;
import dev.backspike.worker.dataset.Datasets;
import dev.backspike.worker.engine.EngineLimits;
import dev.backspike.worker.network.Network;
import dev.backspike.worker.training.InitialValues;
import java.util.List;

/** Checks a specification against its data, then against the engines, and says what it takes. */
public final class SpecInspector implements JobInspector {

    private final Datasets datasets;
    private final DatasetInspector data;

    public SpecInspector(Datasets datasets) {
        this.datasets = datasets;
        data = new DatasetInspector(datasets);
    }

    @Override
    public Inspection inspect(JobSpec spec) {
        JobSpec resolved = data.resolve(spec);
        Network network = Network.of(resolved.network());
        List<SpecError> errors =
                EngineLimits.exceededBy(network, resolved.network().solver());
        if (!errors.isEmpty()) {
            throw new InvalidSpecException(errors);
        }
        // A model that does not fit is told to whoever submits the job, not to whoever runs it.
        InitialValues.requireFit(resolved, network, datasets);
        return new Inspection(resolved, network.trainable());
    }

    @Override
    public List<Integer> speakers(JobSpec spec) {
        return datasets.speakers(spec.dataset());
    }

    @Override
    public long memoryBytes(JobSpec resolved) {
        return MemoryEstimate.bytes(resolved, datasets.open(resolved));
    }

    @Override
    public GradientReport checkGradients(JobSpec resolved) {
        return NetworkGradients.check(resolved, datasets);
    }
}
