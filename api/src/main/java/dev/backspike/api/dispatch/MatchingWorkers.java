package dev.backspike.api.dispatch;

import dev.backspike.api.job.Megabytes;
import dev.backspike.api.job.QueueReasons.Queued;
import dev.backspike.api.job.StateReason;
import dev.backspike.common.code.ReasonCode;
import dev.backspike.common.protocol.WorkerMemory;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The connected workers from the point of view of a job.
 *
 * @param matching those with a matching device
 * @param largeEnough those of them whose memory can hold the job
 * @param accepting those of them that accept work
 * @param freeSlots free slots of accepting workers whose memory can hold the job beside what they run
 * @param gangSlots slots, free or not, that accepting workers of one device offer to gangs
 */
record MatchingWorkers(
        Queued job,
        Fleet fleet,
        List<Worker> matching,
        List<Worker> largeEnough,
        List<Worker> accepting,
        int freeSlots,
        int gangSlots) {

    /**
     * All connected workers, without those that were started for one job.
     *
     * @param memoryInUse what the jobs need that a worker runs, by the name of the worker, in bytes
     * @param reserved the slots that are reserved for gangs, by job and device
     */
    record Fleet(List<Worker> connected, Map<String, Long> memoryInUse, Map<String, Map<String, Integer>> reserved) {

        Fleet {
            connected = connected.stream()
                    .filter(worker -> worker.assignedJob() == null)
                    .toList();
        }

        List<Worker> with(String device) {
            return connected.stream()
                    .filter(worker -> device.equals(ConnectedWorkers.ANY_DEVICE)
                            || worker.device().equals(device))
                    .toList();
        }

        /** The devices of the jobs that the same workers can execute. */
        Set<String> rivals(String device) {
            Set<String> devices = new HashSet<>(List.of(ConnectedWorkers.ANY_DEVICE, device));
            with(device).stream()
                    .filter(worker -> worker.drain() == null)
                    .forEach(worker -> devices.add(worker.device()));
            return devices;
        }

        long free(Worker worker) {
            return heap(worker) - memoryInUse.getOrDefault(worker.name(), 0L);
        }
    }

    static MatchingWorkers of(Fleet fleet, Queued job) {
        List<Worker> matching = fleet.with(job.device());
        List<Worker> largeEnough = matching.stream()
                .filter(worker -> heap(worker) >= job.memoryBytes())
                .toList();
        List<Worker> accepting =
                largeEnough.stream().filter(worker -> worker.drain() == null).toList();
        int freeSlots = accepting.stream()
                .filter(worker -> fleet.free(worker) >= job.memoryBytes())
                .mapToInt(Worker::freeSlots)
                .sum();
        int gangSlots = accepting.stream()
                .map(Worker::device)
                .distinct()
                .mapToInt(device -> gangSlots(
                        accepting.stream()
                                .filter(worker -> worker.device().equals(device))
                                .toList(),
                        job.memoryBytes()))
                .max()
                .orElse(0);
        return new MatchingWorkers(job, fleet, matching, largeEnough, accepting, freeSlots, gangSlots);
    }

    /**
     * The slots, free or not, that workers offer to gangs.
     *
     * @param memory workers count whose memory can hold this, in bytes
     */
    static int gangSlots(List<Worker> workers, long memory) {
        return workers.stream()
                .filter(worker -> worker.assignedJob() == null && worker.drain() == null && heap(worker) >= memory)
                .map(Worker::gangSlots)
                .filter(Objects::nonNull)
                .mapToInt(Integer::intValue)
                .sum();
    }

    private static long heap(Worker worker) {
        WorkerMemory memory = worker.memory();
        return memory == null ? Long.MAX_VALUE : memory.heapBytes();
    }

    /** @param ahead jobs that come first */
    StateReason reason(int ahead) {
        if (fleet.connected().isEmpty()) {
            return new StateReason(
                    ReasonCode.NO_WORKER, "no worker is connected; start one with ./backspike worker --api URL");
        }
        if (matching.isEmpty()) {
            String devices =
                    fleet.connected().stream().map(Worker::device).distinct().collect(Collectors.joining(", "));
            return new StateReason(
                    ReasonCode.NO_WORKER_FOR_DEVICE,
                    "no worker with device " + job.device() + " is connected; connected ones have " + devices);
        }
        if (largeEnough.isEmpty()) {
            long most = matching.stream().mapToLong(MatchingWorkers::heap).max().orElse(0);
            return new StateReason(
                    ReasonCode.NOT_ENOUGH_MEMORY,
                    (job.suspect()
                                    ? "the job may have exhausted a worker with " + Megabytes.of(job.memoryBytes())
                                    : "the job needs at least " + Megabytes.of(job.memoryBytes()))
                            + " of memory, and the largest matching worker has " + Megabytes.of(most)
                            + "; start one with a larger heap, or make populations, batches or the data set smaller");
        }
        String line = ahead == 0 ? "" : ahead == 1 ? "1 job is ahead" : ahead + " jobs are ahead";
        if (accepting.isEmpty()) {
            return new StateReason(
                    ReasonCode.WORKERS_DRAINED,
                    "the " + (largeEnough.size() == 1 ? "worker" : largeEnough.size() + " workers")
                            + " with a matching device accept no more jobs (drained)");
        }
        if (job.replicas().isGang()) {
            return ofGang(line);
        }
        if (freeSlots == 0) {
            return new StateReason(ReasonCode.WORKERS_BUSY, busy() + (line.isEmpty() ? "" : "; " + line));
        }
        return line.isEmpty()
                ? new StateReason(ReasonCode.WAITING, "next in line; a worker is about to claim it")
                : new StateReason(ReasonCode.JOBS_AHEAD, line);
    }

    private StateReason ofGang(String line) {
        if (gangSlots < job.replicas().min()) {
            return new StateReason(
                    ReasonCode.NOT_ENOUGH_SLOTS,
                    "the job needs " + job.replicas().min() + " slots on workers with one device, and the "
                            + (accepting.size() == 1 ? "only matching worker offers " : "matching workers offer ")
                            + gangSlots
                            + "; connect more workers, give them more slots, or lower /resources/replicas");
        }
        int reserved = fleet.reserved().getOrDefault(job.id(), Map.of()).values().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
        return new StateReason(
                ReasonCode.WAITING_FOR_SLOTS,
                "waits for " + job.replicas() + " slots, " + reserved + " reserved"
                        + (line.isEmpty() ? "" : "; " + line));
    }

    private String busy() {
        if (accepting.stream().anyMatch(worker -> worker.freeSlots() > 0)) {
            return "the running jobs leave less than the " + Megabytes.of(job.memoryBytes())
                    + (job.suspect()
                            ? " of memory that is reserved for the job since its worker ran out of memory"
                            : " of memory that the job needs at least");
        }
        return accepting.size() == 1
                ? "the only matching worker is busy"
                : "all " + accepting.size() + " matching workers are busy";
    }
}
