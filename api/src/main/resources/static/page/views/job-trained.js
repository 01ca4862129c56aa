// What of a job can be run: its model, and the checkpoints that are kept.

import { get } from "../api.js";

/** @return choices for a select, newest first: the number of a checkpoint, or nothing for the model */
export async function trainedNetworks(id, job, signal) {
  const { checkpoints } = await get(`jobs/${id}/checkpoints`, signal);
  const kept = checkpoints.filter((one) => one.state === "COMPLETE").toReversed()
    .map((one) => [String(one.number), `checkpoint ${one.number}, epoch ${one.epoch}`]);
  return job.state === "SUCCEEDED" ? [["", "model"], ...kept] : kept;
}
