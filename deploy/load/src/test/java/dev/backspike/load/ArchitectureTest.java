package dev.backspike.load;

import dev.backspike.common.ModuleRules;

class ArchitectureTest extends ModuleRules {

    ArchitectureTest() {
        super(
                "dev.backspike.load",
                "org.springframework..",
                "jakarta.persistence..",
                "dev.backspike.engine..",
                "dev.backspike.worker..",
                "dev.backspike.api..");
    }
}
