package dev.backspike.engine.cuda.source;

import dev.backspike.engine.clock.Drive;
import java.util.List;

/** How a step's state enters the averaged voltages of the readout, where its neurons share their constants. */
public final class LossDrive {

    private LossDrive() {}

    /** {@code v[steps]}, then {@code i[steps]} of each current; empty where neurons differ, or nothing is averaged. */
    public static float[] of(DeviceLayout layout) {
        List<Channel> currents = layout.stepped(layout.network.readout());
        if (!layout.averages || currents.getFirst().individualTaus()) {
            return new float[0];
        }
        int steps = layout.steps;
        float[] all = new float[steps * (1 + currents.size())];
        for (int k = 0; k < currents.size(); k++) {
            Drive drive =
                    Drive.of(layout.plan.entry().profile(), currents.get(k).form(), steps);
            System.arraycopy(drive.v(), 0, all, 0, k == 0 ? steps : 0);
            System.arraycopy(drive.i(), 0, all, (1 + k) * steps, steps);
        }
        return all;
    }
}
