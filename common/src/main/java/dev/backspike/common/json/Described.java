package dev.backspike.common.json;

import tools.jackson.databind.node.ObjectNode;

/** A value that a reader created without a document, and the schema of what it reads. */
record Described<T>(T value, ObjectNode schema) {}
