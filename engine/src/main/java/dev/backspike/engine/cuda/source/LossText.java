package dev.backspike.engine.cuda.source;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.engine.loss.SilentPush;
import dev.backspike.engine.plan.LossEntry;
import java.util.Map;

/** The entries that templates have for the loss: where it enters, and its function in {@code loss.cu}. */
record LossText(DeviceLayout layout, LossSpec loss) {

    /** The functions of {@code loss.cu}, by the name of the condition that chooses each. */
    private enum Function {
        SOFTMAX("softmax"),
        SQUARED_ERROR("squaredError"),
        FIRST_SPIKE("firstSpike"),
        SPIKE_TIME_MSE("spikeTimeMse");

        private final String condition;

        Function(String condition) {
            this.condition = condition;
        }
    }

    void putInto(Map<String, Object> all) {
        Function chosen = function(all);
        for (Function function : Function.values()) {
            all.put(function.condition, function == chosen);
        }
        entry(all);
        all.put("averages", layout.averages);
        all.put("individualDrive", layout.averages && layout.plan.individualTaus(layout.network.readout()));
        all.put(
                "profile",
                switch (layout.plan.entry().profile()) {
                    case CONSTANT -> "1";
                    case EXPONENTIAL -> "exp(-part)";
                    case LINEAR -> "1 - part";
                });
        SilentPush push = new SilentPush(loss, layout.network.duration());
        all.put("pushes", push.possible());
        all.put("labelPush", push.strength(0, 0));
        all.put("otherPush", push.strength(0, 1));
    }

    private void entry(Map<String, Object> all) {
        LossEntry entry = layout.plan.entry();
        all.put("spikeLoss", entry instanceof LossEntry.FirstSpikes);
        all.put("largestLoss", entry instanceof LossEntry.LargestVoltages);
        all.put("averageLoss", entry instanceof LossEntry.AveragedVoltages && layout.averages);
        all.put("pointLoss", entry instanceof LossEntry.GridVoltages);
        all.put(
                "readsGrid",
                switch (entry) {
                    case LossEntry.FirstSpikes _, LossEntry.LargestVoltages _ -> true;
                    case LossEntry.AveragedVoltages _, LossEntry.GridVoltages _ -> false;
                });
    }

    /** The loss's function, whose constants are put. */
    private Function function(Map<String, Object> all) {
        return switch (loss) {
            case LossSpec.FirstSpike s -> {
                all.putAll(Map.of("tau0", s.tau0(), "tau1", s.tau1(), "alpha", s.alpha()));
                yield Function.FIRST_SPIKE;
            }
            case LossSpec.SpikeTimeMse s -> {
                all.putAll(Map.of("labelTime", s.labelTime(), "otherTime", s.otherTime(), "tau", s.tau()));
                all.put("sign", s.labelTime() <= s.otherTime() ? 1 : -1);
                yield Function.SPIKE_TIME_MSE;
            }
            case LossSpec.SumVoltage s -> softmax(s.labelSmoothing(), all);
            case LossSpec.MaxVoltage s -> softmax(s.labelSmoothing(), all);
            case LossSpec.MeanCrossEntropy s -> softmax(s.labelSmoothing(), all);
            case LossSpec.VoltageMse s -> {
                all.putAll(Map.of("labelTarget", s.labelTarget(), "otherTarget", s.otherTarget()));
                all.put("sign", s.labelTarget() >= s.otherTarget() ? 1 : -1);
                yield Function.SQUARED_ERROR;
            }
        };
    }

    private static Function softmax(double labelSmoothing, Map<String, Object> all) {
        all.put("labelSmoothing", labelSmoothing);
        return Function.SOFTMAX;
    }
}
