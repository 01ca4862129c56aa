package dev.backspike.api.job;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Jobs that transactions of this process are about to lock or have locked. Concurrent requests see the same head of the
 * queue; this keeps them from trying to lock the same jobs, each with a query. It only saves work: the lock of the row
 * decides who gets a job.
 */
final class ClaimsInProgress {

    private final Set<String> ids = ConcurrentHashMap.newKeySet();

    /** @return false if another transaction has it; otherwise it is reserved until this transaction completes */
    boolean take(String id) {
        if (!ids.add(id)) {
            return false;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCompletion(int status) {
                ids.remove(id);
            }
        });
        return true;
    }
}
