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
 * The properties that the worker's process is given.
 *
 * @param properties by their full names
 */
record WorkerSettings(Map<String, String> properties) {

    private static final Bindable<Map<String, String>> TEXTS = Bindable.mapOf(String.class, String.class);
    private static final String NAME = "backspike.worker.name";
    private static final String CACHE = "backspike.datasets.cache";

    WorkerSettings {
        properties = Map.copyOf(properties);
    }

    /** @param data the service's directory, where the worker keeps uploaded files that it has fetched */
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

    /** With a name that no other worker has, unless the operator has given one. */
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
            return "worker"; // a machine may have no name that it can resolve; the process id still tells workers apart
        }
    }
}
