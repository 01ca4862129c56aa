package dev.backspike.api.dispatch;

import dev.backspike.common.protocol.WorkerApi;
import dev.backspike.common.protocol.WorkerApiClient;
import java.net.URI;

/** As a worker elsewhere reaches the api. */
class HttpWorkerApiTest extends WorkerApiContract {

    @Override
    WorkerApi api() {
        return WorkerApiClient.connect(URI.create("http://127.0.0.1:" + port), null);
    }
}
