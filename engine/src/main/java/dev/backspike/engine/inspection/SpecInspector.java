package dev.backspike.engine.inspection;

import dev.backspike.common.file.DataReport;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.json.SpecError;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.engine.EngineLimits;
import dev.backspike.engine.dataset.DataReports;
import dev.backspike.engine.dataset.DatasetInspector;
import dev.backspike.engine.dataset.Datasets;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.training.InitialValues;
import java.util.List;

/** Checks a specification against its data, then against the engines, and estimates what it needs. */
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
        List<SpecError> errors = EngineLimits.exceededBy(
                network, resolved.network().solver(), resolved.resources().device());
        if (!errors.isEmpty()) {
            throw new InvalidSpecException(errors);
        }
        // A model that does not fit is told to whoever submits the job, not to whoever runs it.
        InitialValues.requireFit(resolved, network, datasets);
        return new Inspection(resolved, network.trainable(), MemoryEstimate.bytes(resolved, datasets.open(resolved)));
    }

    @Override
    public List<Integer> speakers(JobSpec spec) {
        return datasets.speakers(spec.dataset());
    }

    @Override
    public DataReport data(JobSpec resolved, int examples) {
        return DataReports.of(datasets.open(resolved), resolved.network().duration(), examples);
    }

    @Override
    public GradientReport checkGradients(JobSpec resolved) {
        return NetworkGradients.check(resolved, datasets);
    }
}
