package dev.backspike.api.dataset;

import dev.backspike.api.access.QuotaProperties;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.code.ProblemCode;
import org.springframework.stereotype.Component;

/** Limits the total size of an owner's uploads. Uploads at the same moment do not see each other. */
@Component
class UploadQuota {

    private final QuotaProperties quotas;
    private final UploadTable table;

    UploadQuota(QuotaProperties quotas, UploadTable table) {
        this.quotas = quotas;
        this.table = table;
    }

    /** @throws ProblemException if the owner may not have so many bytes more */
    void require(String owner, long more) {
        long most = quotas.uploads().toBytes();
        if (most == 0) {
            return;
        }
        long now = table.bytesOf(owner);
        if (more > most - now) {
            throw new ProblemException(
                    ProblemCode.UPLOAD_QUOTA,
                    "your uploads use " + now + " of at most " + most + " bytes, so " + more
                            + " more bytes do not fit; delete some");
        }
    }
}
