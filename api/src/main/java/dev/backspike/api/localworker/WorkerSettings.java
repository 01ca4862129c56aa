package dev.backspike.api.localworker;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * The properties passed to the worker's process.
 *
 * @param properties values by full name
 */
record WorkerSettings(Map<String, String> properties) {

    private static final Bindable<Map<String, String>> TEXTS = Bindable.mapOf(String.class, String.class);
    private static final String NAME = "backspike.worker.name";
    private static final String CACHE = "backspike.datasets.cache";

    WorkerSettings {
        properties = Map.copyOf(properties);
    }

    /**
     * Selects the properties for the worker.
     *
     * @param data data directory of the service, where the worker stores uploaded files that it has fetched
     */
    static WorkerSettings of(ConfigurableEnvironment environment, Path data) {
        Map<String, String> properties = new HashMap<>();
        for (String prefix : new String[] {"backspike.worker", "backspike.datasets"}) {
            Binder.get(environment)
                    .bind(prefix, TEXTS)
                    .orElseGet(Map::of)
                    .forEach((name, value) -> properties.put(prefix + "." + name, value));
        }
        properties.keySet().removeIf(name -> name.startsWith("backspike.worker.process."));
        properties.putIfAbsent(CACHE, data.toAbsolutePath().resolve("fetched").toString());
        return new WorkerSettings(properties);
    }

    /** Returns the settings with a unique worker name, unless the operator has set one. */
    WorkerSettings named(long pid) {
        Map<String, String> named = new HashMap<>(properties);
        named.merge(NAME, hostName() + "-" + pid, (given, unique) -> given.isBlank() ? unique : given);
        return new WorkerSettings(named);
    }

    String name() {
        return properties.getOrDefault(NAME, "");
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "worker"; // The name of the machine may not resolve; the process id still makes the name unique.
        }
    }
}
