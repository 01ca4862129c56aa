package dev.backspike.api.dispatch;

import dev.backspike.api.job.QueueLine;
import dev.backspike.api.job.QueueReasons;
import dev.backspike.api.job.StateReason;
import dev.backspike.api.job.Waiting;
import dev.backspike.common.code.ReasonCode;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Explains why queued jobs wait: which workers are connected, when they become free and which jobs are ahead. */
@Component
class QueueOutlook implements QueueReasons {

    private final ConnectedWorkers workers;
    private final QueueLine line;
    private final Clock clock;

    QueueOutlook(ConnectedWorkers workers, QueueLine line, Clock clock) {
        this.workers = workers;
        this.line = line;
        this.clock = clock;
    }

    @Override
    public Waiting whyQueued(String device) {
        return new Waiting(Fit.of(workers.now(), device).reason(0), null, null);
    }

    @Override
    public Map<String, Waiting> whyQueued(Collection<Queued> jobs) {
        Map<String, Waiting> reasons = new HashMap<>();
        if (jobs.isEmpty()) {
            return reasons;
        }
        List<Worker> connected = workers.now();
        Map<String, List<Instant>> ends = endsByWorker();
        Map<String, List<String>> byDevice = jobs.stream()
                .collect(Collectors.groupingBy(Queued::device, Collectors.mapping(Queued::id, Collectors.toList())));
        byDevice.forEach((device, ids) -> {
            Fit fit = Fit.of(connected, device);
            line.places(fit.rivals(device), ids)
                    .forEach((id, place) ->
                            reasons.put(id, new Waiting(fit.reason(place - 1), place, start(fit, place, ends))));
        });
        return reasons;
    }

    /** When enough workers become free, if running jobs end as estimated; null while unknown. */
    private @Nullable Instant start(Fit fit, int place, Map<String, List<Instant>> ends) {
        int yetToEnd = place - fit.freeSlots();
        if (fit.takers().isEmpty()) {
            return null;
        }
        if (yetToEnd <= 0) {
            return clock.instant();
        }
        List<Instant> inOrder = fit.takers().stream()
                .flatMap(worker -> ends.getOrDefault(worker.name(), List.of()).stream())
                .sorted()
                .toList();
        return yetToEnd <= inOrder.size() ? inOrder.get(yetToEnd - 1) : null;
    }

    /** When running jobs end, as far as that is known. */
    private Map<String, List<Instant>> endsByWorker() {
        Instant now = clock.instant();
        return line.running().stream()
                .collect(Collectors.groupingBy(
                        QueueLine.RunningJob::worker,
                        Collectors.mapping(job -> now.plus(job.left()), Collectors.toList())));
    }

    /**
     * The connected workers from the point of view of a job, without those that were started for one job.
     *
     * @param connected all of these
     * @param fitting those with a matching device
     * @param takers those of them that accept work
     */
    private record Fit(String device, List<Worker> connected, List<Worker> fitting, List<Worker> takers) {

        static Fit of(List<Worker> workers, String device) {
            List<Worker> connected =
                    workers.stream().filter(worker -> worker.onlyJob() == null).toList();
            List<Worker> fitting = connected.stream()
                    .filter(worker -> device.equals(ConnectedWorkers.ANY_DEVICE)
                            || worker.device().equals(device))
                    .toList();
            List<Worker> takers =
                    fitting.stream().filter(worker -> worker.drain() == null).toList();
            return new Fit(device, connected, fitting, takers);
        }

        /** The devices of the jobs that the same workers can execute. */
        Set<String> rivals(String device) {
            Set<String> devices = new HashSet<>(List.of(ConnectedWorkers.ANY_DEVICE, device));
            takers.forEach(worker -> devices.add(worker.device()));
            return devices;
        }

        int freeSlots() {
            return takers.stream().mapToInt(Worker::freeSlots).sum();
        }

        StateReason reason(int ahead) {
            if (connected.isEmpty()) {
                return new StateReason(
                        ReasonCode.NO_WORKER, "no worker is connected; start one with ./backspike worker --api URL");
            }
            if (fitting.isEmpty()) {
                String devices =
                        connected.stream().map(Worker::device).distinct().collect(Collectors.joining(", "));
                return new StateReason(
                        ReasonCode.NO_WORKER_FOR_DEVICE,
                        "no worker with device " + device + " is connected; connected ones have " + devices);
            }
            String line = ahead == 0 ? "" : ahead == 1 ? "1 job is ahead" : ahead + " jobs are ahead";
            if (takers.isEmpty()) {
                return new StateReason(
                        ReasonCode.WORKERS_DRAINED,
                        "the " + count(fitting.size()) + " with a matching device accept no more jobs (drained)");
            }
            if (freeSlots() == 0) {
                String busy = takers.size() == 1
                        ? "the only matching worker is busy"
                        : "all " + takers.size() + " matching workers are busy";
                return new StateReason(ReasonCode.WORKERS_BUSY, busy + (line.isEmpty() ? "" : "; " + line));
            }
            return line.isEmpty()
                    ? new StateReason(ReasonCode.WAITING, "next in line; a worker is about to claim it")
                    : new StateReason(ReasonCode.JOBS_AHEAD, line);
        }

        private static String count(int workers) {
            return workers == 1 ? "worker" : workers + " workers";
        }
    }
}
