package dev.backspike.api.job;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Jobs that transactions of this process are about to lock or have locked. Workers that ask at the same time see the
 * same head of the queue; with this they do not all try the same jobs, each in vain and with a query. It only saves
 * work: who gets a job is decided by its row's lock.
 */
final class InHand {

    private final Set<String> ids = ConcurrentHashMap.newKeySet();

    /** @return false if another transaction has it; else it is this transaction's until it completes */
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
