package dev.backspike.api.launcher;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Checks {@code backspike.launcher} and what a launcher requires, when the service starts. */
@Component
class LauncherChoice {

    LauncherChoice(
            @Value("${backspike.launcher:none}") String launcher,
            @Value("${backspike.worker.enabled:true}") boolean ownWorker,
            @Value("${backspike.security.mode:none}") String security) {
        switch (launcher) {
            case "none" -> {}
            case "kubernetes" -> {
                require(!ownWorker, "backspike.worker.enabled=false, or the service's own worker takes the jobs");
                require(
                        security.equalsIgnoreCase("tokens"),
                        "backspike.security.mode=tokens, or no other machine may connect");
            }
            default ->
                throw new IllegalStateException("backspike.launcher must be none or kubernetes, was " + launcher);
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("backspike.launcher=kubernetes requires " + what);
        }
    }
}
