package dev.backspike.engine.cuda.source;

import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.network.Parameter;
import dev.backspike.engine.network.Parameter.Kind;
import dev.backspike.engine.plan.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The entries that templates have for the optimiser, and for learnt parameters that are not weights. */
final class OptimiserText {

    private OptimiserText() {}

    static void putInto(DeviceLayout layout, EngineOptions options, Map<String, Object> all) {
        OptimiserSpec spec = options.optimiser();
        all.put("adam", spec instanceof OptimiserSpec.Adam || spec instanceof OptimiserSpec.AdamW);
        all.put("momentum", spec instanceof OptimiserSpec.Sgd sgd && sgd.momentum() != 0);
        all.put("plain", spec instanceof OptimiserSpec.Sgd sgd && sgd.momentum() == 0);
        switch (spec) {
            case OptimiserSpec.Adam a -> betas(a.beta1(), a.beta2(), a.epsilon(), all);
            case OptimiserSpec.AdamW a -> betas(a.beta1(), a.beta2(), a.epsilon(), all);
            case OptimiserSpec.Sgd sgd -> all.put("momentumFactor", (float) sgd.momentum());
        }
        List<Map<String, Object>> segments = new ArrayList<>();
        for (Slice slice : layout.slices.all()) {
            Parameter p = slice.parameter();
            if (p.learnable() && p.kind() != Kind.WEIGHT) {
                segments.add(Map.of(
                        "id",
                        segments.size(),
                        "name",
                        p.kind() + " " + p.owner(),
                        "base",
                        slice.base(),
                        "end",
                        slice.end(),
                        "factor",
                        (float) p.learningRateFactor(),
                        "min",
                        (float) p.min(),
                        "max",
                        (float) p.max()));
            }
        }
        all.put("segments", segments);
    }

    private static void betas(double beta1, double beta2, double epsilon, Map<String, Object> all) {
        all.put("beta1", (float) beta1);
        all.put("newBeta1", (float) (1 - beta1));
        all.put("beta2", (float) beta2);
        all.put("newBeta2", (float) (1 - beta2));
        all.put("epsilon", (float) epsilon);
    }
}
