package dev.backspike.engine.cuda.source;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.LossSpec.Profile;
import dev.backspike.engine.clock.Drive;
import dev.backspike.engine.loss.SilentPush;
import java.util.List;
import java.util.Map;

/** What templates know of the loss. */
public record LossText(Layout layout, LossSpec loss) {

    /** Whether the loss reads voltages at all grid points. */
    static boolean points(LossSpec loss) {
        return loss instanceof LossSpec.MeanCrossEntropy || loss instanceof LossSpec.VoltageMse;
    }

    /** How voltages of the readout are averaged. */
    public static Profile profile(LossSpec loss) {
        return loss instanceof LossSpec.SumVoltage sum ? sum.profile() : Profile.CONSTANT;
    }

    /**
     * How the averaged voltages take in a step, where the readout's neurons share their constants: {@code v[steps]},
     * then {@code i[steps]} of each current. Empty where they do not, or nothing is averaged.
     */
    public static float[] drives(Layout layout, LossSpec loss) {
        List<Channel> currents = layout.stepped(layout.network.readout());
        if (!layout.averages || currents.getFirst().own()) {
            return new float[0];
        }
        int steps = layout.steps;
        float[] all = new float[steps * (1 + currents.size())];
        for (int k = 0; k < currents.size(); k++) {
            Drive drive = Drive.of(profile(loss), currents.get(k).form(), steps);
            System.arraycopy(drive.v(), 0, all, 0, k == 0 ? steps : 0);
            System.arraycopy(drive.i(), 0, all, (1 + k) * steps, steps);
        }
        return all;
    }

    void putInto(Map<String, Object> all) {
        SilentPush push = new SilentPush(loss, layout.network.duration());
        boolean sum = loss instanceof LossSpec.SumVoltage;
        all.put("softmax", !(loss instanceof LossSpec.OfSpikes) && !(loss instanceof LossSpec.VoltageMse));
        all.put("squaredError", loss instanceof LossSpec.VoltageMse);
        all.put("firstSpike", loss instanceof LossSpec.FirstSpike);
        all.put("spikeTimeMse", loss instanceof LossSpec.SpikeTimeMse);
        all.put("spikeLoss", loss instanceof LossSpec.OfSpikes);
        all.put("largestLoss", loss instanceof LossSpec.MaxVoltage);
        all.put("averageLoss", sum && layout.averages);
        all.put("pointLoss", points(loss));
        all.put("readsGrid", loss instanceof LossSpec.OfSpikes || loss instanceof LossSpec.MaxVoltage);
        all.put("averages", layout.averages);
        all.put("ownDrive", layout.averages && layout.own(layout.network.readout()));
        all.put(
                "profile",
                switch (profile(loss)) {
                    case CONSTANT -> "1";
                    case EXPONENTIAL -> "exp(-part)";
                    case LINEAR -> "1 - part";
                });
        all.put("pushes", push.possible());
        all.put("labelPush", push.strength(0, 0));
        all.put("otherPush", push.strength(0, 1));
        constants(all);
    }

    private void constants(Map<String, Object> all) {
        switch (loss) {
            case LossSpec.FirstSpike s -> all.putAll(Map.of("tau0", s.tau0(), "tau1", s.tau1(), "alpha", s.alpha()));
            case LossSpec.SpikeTimeMse s -> {
                all.putAll(Map.of("labelTime", s.labelTime(), "otherTime", s.otherTime(), "tau", s.tau()));
                all.put("sign", s.labelTime() <= s.otherTime() ? 1 : -1);
            }
            case LossSpec.SumVoltage s -> all.put("labelSmoothing", s.labelSmoothing());
            case LossSpec.MaxVoltage s -> all.put("labelSmoothing", s.labelSmoothing());
            case LossSpec.MeanCrossEntropy s -> all.put("labelSmoothing", s.labelSmoothing());
            case LossSpec.VoltageMse s -> {
                all.putAll(Map.of("labelTarget", s.labelTarget(), "otherTarget", s.otherTarget()));
                all.put("sign", s.labelTarget() >= s.otherTarget() ? 1 : -1);
            }
        }
    }
}
