package dev.backspike.api.dispatch;

import dev.backspike.common.protocol.WorkerApi;
import org.springframework.beans.factory.annotation.Autowired;

/** As an embedded worker reaches the api. */
class InProcessWorkerApiTest extends WorkerApiContract {

    @Autowired
    private WorkerApi bean;

    @Override
    WorkerApi api() {
        return bean;
    }
}
