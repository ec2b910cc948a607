// Made from openapi.yaml by `npm run openapi`.
export interface paths {
    "/datasets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List datasets, newest first */
        get: operations["listDatasets"];
        put?: never;
        /**
         * Upload a dataset
         * @description multipart/form-data with `file` once or more: zips with one folder per class, or images (JPEG, PNG, WebP, AVIF, HEIC). The folder in an image’s file name is its class; a field `label` gives a class to all files after it. Every image is decoded once in a process of its own. Bad ones are listed with the reason, and are not fatal. A field `name` names the dataset. The same content gives the same dataset: 200 then.
         */
        post: operations["createDataset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/datasets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Look at a dataset
         * @description With a report of what stands out in it: sizes, duplicates, imbalance, and what to mind.
         */
        get: operations["getDataset"];
        put?: never;
        post?: never;
        /**
         * Delete a dataset
         * @description Refused while a job that has not ended uses it. Its photos are gone when the response comes, but for those that other datasets have too. So are the pixels that were prepared for training; workers with a disk of their own remove theirs as soon as they hear of it.
         */
        delete: operations["deleteDataset"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/datasets/{id}/images": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the images of a dataset
         * @description By class, then by file name: the order in which training numbers them.
         */
        get: operations["listDatasetImages"];
        put?: never;
        /**
         * Add images to a dataset
         * @description multipart/form-data with `file` once or more: zips with one folder per class, or images (JPEG, PNG, WebP, AVIF, HEIC). The folder in an image’s file name is its class; a field `label` gives a class to all files after it. Every image is decoded once in a process of its own. Bad ones are listed with the reason, and are not fatal. Datasets never change: a new one is made that has the images of this one, its `parent`, and the added ones. An added image under a name that its class has already is kept besides, as `image (2).jpg`, if it is another, and left out if it is the same; with `?replace=true` it takes the place of the other. `notes` tells. Unchanged images are stored once for both. 200 with the dataset that has this content, if there is one.
         */
        post: operations["addDatasetImages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far is an upload?
         * @description For an upload whose request has `?upload=`, from its beginning until an hour after its end: also when its connection broke after all bytes were there.
         */
        get: operations["getUpload"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/datasets/{id}/images/{index}/thumbnail.webp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A thumbnail of an image
         * @description Upright and whole, 192 pixels at its longest side, or as small as it is.
         */
        get: operations["getThumbnail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/datasets/{id}/preview.png": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An 8×8 grid of training images */
        get: operations["getDatasetPreview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List jobs, newest first */
        get: operations["listJobs"];
        put?: never;
        /**
         * Start training
         * @description Queues a training run of a dataset. Every hyperparameter has a default: the tutorial’s. `too_many_devices` refuses an `ngpu` that no live worker has devices for.
         */
        post: operations["createJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at a job */
        get: operations["getJob"];
        put?: never;
        post?: never;
        /**
         * Delete a job
         * @description Removes its record, events, sample grids and checkpoints. Only a job that has ended can be deleted: cancel it first, paused jobs too. Jobs that started from one of its checkpoints keep their own copy.
         */
        delete: operations["deleteJob"];
        options?: never;
        head?: never;
        /**
         * Change a job's priority
         * @description Refused with 409 once the job has ended.
         */
        patch: operations["updateJob"];
        trace?: never;
    };
    "/jobs/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All events of a job, oldest first
         * @description The whole log: also events that the stream can’t replay, and steps that an interrupted attempt did in vain. A running job has more events later, although `nextCursor` is null.
         */
        get: operations["listJobEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a job
         * @description A job that is queued or paused is cancelled at once; a running one is `cancelling` until its trainer is gone, within 2 seconds. What it has done since its last checkpoint is lost. Asking twice is no mistake. 409 if the job's state does not allow it.
         */
        post: operations["cancelJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a job
         * @description A queued job is paused at once; a running one is `pausing` until a checkpoint is written. Asking twice is no mistake. 409 if the job's state does not allow it.
         */
        post: operations["pauseJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a paused job
         * @description Queues it again. It goes on from its checkpoint, and ends as if it had never been paused. Asking twice is no mistake. 409 if the job's state does not allow it.
         */
        post: operations["resumeJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a failed job again
         * @description Queues it again. It goes on from its last checkpoint, or from the start if it has none. 409 if the job's state does not allow it.
         */
        post: operations["retryJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/extend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Train a finished job for more epochs
         * @description Queues a job that has succeeded again, with a larger `numEpochs`. It goes on from its last checkpoint, and ends as if so many epochs had been asked for at first. 409 if the job has not succeeded.
         */
        post: operations["extendJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The steps of a job
         * @description Reads like an uninterrupted run. JSON holds at most `points` steps, which keep the shape of both losses. CSV, with `Accept: text/csv` or `?format=csv`, holds every step; of a job that has ended it is a file with an `ETag`, which can be had in parts.
         */
        get: operations["getJobMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/loss.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The losses of G and D as a plot (SVG) */
        get: operations["getLossPlotSvg"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/loss.png": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The losses of G and D as a plot (PNG) */
        get: operations["getLossPlotPng"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/samples": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Steps that have a sample grid
         * @description A grid shows what the generator makes of 64 fixed noise vectors, the same at every step.
         */
        get: operations["listSamples"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/samples/{step}.png": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The sample grid of a step */
        get: operations["getSample"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/timelapse.webp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All sample grids as an animation (webp) */
        get: operations["getTimelapseWebP"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/timelapse.gif": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All sample grids as an animation (gif) */
        get: operations["getTimelapseGif"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Checkpoints of a job, oldest first */
        get: operations["listCheckpoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/checkpoints/{step}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One checkpoint */
        get: operations["getCheckpoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/architecture": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Both networks, layer by layer
         * @description As JSON, or printed as a table with `Accept: text/plain`.
         */
        get: operations["getArchitecture"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/checkpoints/{step}/generator.safetensors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The generator's weights for the tutorial's PyTorch module
         * @description The `ETag` follows from the weights. docs/export.md says how the file is used.
         */
        get: operations["exportGeneratorSafetensors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/checkpoints/{step}/discriminator.safetensors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The discriminator's weights for the tutorial's PyTorch module
         * @description The `ETag` follows from the weights. docs/export.md says how the file is used.
         */
        get: operations["exportDiscriminatorSafetensors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/checkpoints/{step}/generator.onnx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The generator as ONNX
         * @description The `ETag` follows from the weights. docs/export.md says how the file is used.
         */
        get: operations["exportGeneratorOnnx"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/checkpoints/{step}/discriminator.onnx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The discriminator as ONNX
         * @description The `ETag` follows from the weights. docs/export.md says how the file is used.
         */
        get: operations["exportDiscriminatorOnnx"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/checkpoints/{step}/generator.tfjs.zip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The generator for TensorFlow.js: model.json and its weights
         * @description The `ETag` follows from the weights. docs/export.md says how the file is used.
         */
        get: operations["exportGeneratorTfjsZip"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import the tutorial's weights
         * @description multipart/form-data: `generator` and, optionally, `discriminator`: the tutorial's modules' `state_dict` as safetensors files; `name`, optional. They become a job in state `succeeded`, of origin `import`, with one checkpoint, of step 0. What torch.save wrote is refused: it may hold code. docs/export.md says how to convert.
         */
        post: operations["importWeights"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/checkpoints/{step}/weights.safetensors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The weights of a checkpoint
         * @description All of a checkpoint’s tensors, float32, as one safetensors file: both networks, running statistics and both optimizers. With a store in S3 the answer is a redirect to a link that is good for five minutes, unless `S3_LINK_ENDPOINT` is `none`. The checkpoint’s `weights.sha256` is the checksum of the file, and its `ETag` here.
         */
        get: operations["downloadWeights"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Watch a job
         * @description A WebSocket: `hello`, then every event after `after`, then live ones, one JSON message each, in the order of `seq`.
         *     With `Accept: text/event-stream` the same as server-sent events. Without API keys an `EventSource` resumes
         *     them by itself; with keys it needs a new ticket for each connection, and `after`. One that comes back when the job has ended,
         *     with the last event's `seq` as `Last-Event-ID`, is answered 204, and stops.
         *
         *     No number is left out without a `gap` in its place, which says which ones and where to read them: events that were moved
         *     to the archive, or steps that a client which reads too slowly was spared. Such a client still gets the newest step and
         *     every other event. If it takes nothing for 10 seconds, it is closed with 1013.
         *
         *     Every 20 seconds the server pings a WebSocket, and drops one that has not answered the ping before.
         *
         *     Close codes: 1000 after the job’s last event, 1001 when the server shuts down, 1008 when the key is revoked, 1011 when the
         *     server fails, 1013 for a client that is too slow; 4400 for a wrong `after`, 4401 without a good key or ticket, 4403 for a
         *     key or a web page that may not read, 4404 where there is no such job, 4406 for a subprotocol, of which there are none.
         *     After 1001, 1006, 1011 and 1013 connect again with `after` set to the last `seq` that arrived.
         */
        get: operations["streamJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List models by name */
        get: operations["listModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/models/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Look at a model and its history
         * @description Its ETag is for `If-Match`.
         */
        get: operations["getModel"];
        /**
         * Point a model at a checkpoint
         * @description Creates the model, or makes its next version: at a checkpoint, at the last or best checkpoint of a job, or back at what an earlier version pointed at. `/generate` takes the new checkpoint from its next request on; those at work end with the one before. The same request again changes nothing. With `If-Match` it is a compare-and-set: 412 if somebody else was faster. A model holds the checkpoints of its newest 5 versions: `keepCheckpoints` passes them over, and their jobs can't be deleted.
         */
        put: operations["putModel"];
        post?: never;
        /**
         * Delete a model
         * @description With its history. Its checkpoints stay with their jobs, but are held by it no longer.
         */
        delete: operations["deleteModel"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/generate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The design of a recipe
         * @description What the links in JSON answers lead to: makes the design again, with the same bytes.
         */
        get: operations["generateFromRecipe"];
        put?: never;
        /**
         * Generate designs
         * @description Design i of a request is the first design of seed + i: the same bytes alone, in any batch, at any time. Its recipe says all that determines it, and is a request itself: it is in the PNG (text chunk `atelier-recipe`), in a TIFF of one design (XMP, `recipe` in the namespace `urn:atelier:`), in JSON, and in the header X-Atelier-Recipe, which of several designs has the first. It comes as a picture, a zip or JSON, by `format`, or by `Accept` and `count`. Zips and JSON are sent as the designs are made; one that is broken off failed. A client that goes away has its designs dropped.
         */
        post: operations["generateDesigns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/designs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List designs, newest first
         * @description Those of one request come the last first. The gallery keeps the newest designs, as many as GALLERY_DESIGNS says, and those that are starred or tagged for as long as they are.
         */
        get: operations["listDesigns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/designs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at a design */
        get: operations["getDesign"];
        put?: never;
        post?: never;
        /** Delete a design from the gallery */
        delete: operations["deleteDesign"];
        options?: never;
        head?: never;
        /**
         * Star or tag a design
         * @description While it is starred or tagged it stays in the gallery until it is deleted.
         */
        patch: operations["updateDesign"];
        trace?: never;
    };
    "/designs/{id}.png": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A design as PNG
         * @description Also when its checkpoint is gone. 410 `design_lost` if that went before the design could be kept, when a process was killed or the store was full.
         */
        get: operations["getDesignImage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/designs/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Download designs as a zip
         * @description Those that are named, or the newest 1000 that meet a filter.
         */
        post: operations["downloadDesigns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the keys of the workspace, oldest first */
        get: operations["listKeys"];
        put?: never;
        /**
         * Create an API key
         * @description The answer is the only place where the key is told. It gives access to the workspace of the key that asks, or to `default` while there are no keys; from the first one on, every request needs one.
         */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a key
         * @description Takes effect at once: requests with it are refused, and streams that were opened with it are closed.
         */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a ticket for a stream
         * @description A browser can’t send a key with a WebSocket or an EventSource: it asks for a ticket with its key, and opens `/jobs/{id}/stream?ticket=…` with that. A ticket is good for one job, once, within 30 seconds.
         */
        post: operations["createTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the webhooks of the workspace, oldest first
         * @description All of them, without their secrets.
         */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Create a webhook
         * @description From now on each state that a job of the workspace comes to is posted to it, signed as Standard Webhooks has it; see docs/webhooks.md. The answer is the only place where its secret is told. At most 20.
         */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Look at a webhook
         * @description Whether it is enabled, and since when messages to it fail.
         */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /**
         * Delete a webhook
         * @description With its log, and with what it is owed.
         */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /**
         * Change, disable or enable a webhook
         * @description What is owed goes to the new address. While it is disabled it is owed nothing new, and what is due is given up; such deliveries can be replayed.
         */
        patch: operations["updateWebhook"];
        trace?: never;
    };
    "/webhooks/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a webhook a new secret
         * @description Messages are signed with both secrets for a while, so that the receiver can change over without losing any. The answer is the only place where the new one is told.
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what a webhook was sent or is owed, newest first
         * @description With each attempt. Of what is over, the newest 1000 are kept.
         */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}/deliveries/{deliveryId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Look at a delivery
         * @description A message that a webhook was sent or is owed, with its attempts.
         */
        get: operations["getDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}/deliveries/{deliveryId}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message once more
         * @description The same bytes under the same id, with all the attempts that a new message has. One that waits for its next attempt is tried at once.
         */
        post: operations["replayDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a ping
         * @description Once, without further attempts, also to a webhook that is disabled. The delivery tells how it went.
         */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who did what, newest first
         * @description What changed something, by request or by the command line, and what a key was refused for its scopes. The newest ten thousand entries or so are kept; the process’s log has all of them.
         */
        get: operations["listAuditEntries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Is the process up? */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Can it serve requests?
         * @description 503 while Redis cannot be reached, and from the moment on that the process has been told to end; 507 while DATA_DIR, or the store on a disk, cannot be written.
         */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This process's metrics, for Prometheus
         * @description Of all workspaces; docs/metrics.md lists them. While Redis cannot be reached, `atelier_redis_up` is 0, and what only Redis knows is left out.
         */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This API */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    jobState: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A job came to a state
         * @description Sent to each webhook that asks for it. It may come more than once, under the same `webhook-id`, and after later ones: `data.seq` tells. docs/webhooks.md says how the signature is checked.
         */
        post: operations["jobState"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /**
         * @description `cancelled`, `succeeded` and `failed` are ends: nothing happens by itself any more.
         * @example running
         * @enum {string}
         */
        JobState: "queued" | "running" | "pausing" | "paused" | "cancelling" | "cancelled" | "succeeded" | "failed";
        /**
         * @description Stable: programs match on it. docs/errors.md says what each means.
         * @example training_diverged
         * @enum {string}
         */
        ErrorCode: "validation_failed" | "malformed_request" | "request_timeout" | "headers_too_large" | "unauthenticated" | "forbidden" | "origin_refused" | "host_refused" | "rate_limited" | "quota_exceeded" | "key_not_found" | "not_found" | "method_not_allowed" | "not_acceptable" | "payload_too_large" | "range_not_satisfiable" | "unsupported_media_type" | "dataset_not_found" | "dataset_empty" | "too_many_devices" | "dataset_in_use" | "archive_invalid" | "job_not_found" | "job_state_conflict" | "checkpoint_not_found" | "checkpoint_in_use" | "model_not_found" | "webhook_not_found" | "delivery_not_found" | "webhook_disabled" | "design_not_found" | "design_lost" | "precondition_failed" | "export_impossible" | "weights_invalid" | "idempotency_key_reused" | "idempotency_in_flight" | "no_checkpoint_yet" | "job_not_evaluated" | "sample_not_found" | "no_metrics_yet" | "no_samples_yet" | "training_diverged" | "replicas_differ" | "attempts_exhausted" | "checkpoint_damaged" | "storage_unavailable" | "sampler_failed" | "no_worker" | "client_gone" | "generation_timeout" | "redis_unavailable" | "overloaded" | "shutting_down" | "internal_error";
        CreateKey: {
            /**
             * @description Who or what the key is for.
             * @example the web shop
             */
            name: string;
            /**
             * @description `read` looks and watches, `train` changes datasets, jobs and models, `generate` makes designs, `admin` manages keys; `metrics`, for keys of the workspace `default` only, reads the metrics of the whole service.
             * @example [
             *       "read",
             *       "generate"
             *     ]
             */
            scopes: ("read" | "train" | "generate" | "admin" | "metrics")[];
        };
        CreateTicket: {
            /**
             * @description The job whose stream is to be watched.
             * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
             */
            job: string;
        };
        CreateJob: {
            /**
             * @description Id of the dataset to learn from, or a folder that the worker sees, with one folder per class, in one of its `DATASET_ROOTS`. The folder is imported as a dataset when the job first runs; later attempts use that one.
             * @example ds_7c2f9e0b4a81d65e3f10c9b2
             */
            dataset: string | {
                /**
                 * @description An absolute path on the worker, or s3://bucket/prefix.
                 * @example /photos/autumn
                 */
                folder: string;
            };
            /**
             * @description Where the hyperparameters start from; the tutorial's by default.
             * @example tutorial
             * @enum {string}
             */
            preset?: "tutorial";
            /** @description All that shapes the run, by the tutorial's names; what is left out comes from the preset. */
            hyperparameters?: {
                /**
                 * @description Seed of initial weights, noise and data order. On the CPU, equal seeds give equal weights bit for bit.
                 * @default 999
                 * @example 999
                 */
                manualSeed?: number;
                /**
                 * @description Images decoded at the same time while the dataset is prepared; 0 means one, as in PyTorch.
                 * @default 2
                 * @example 2
                 */
                workers?: number;
                /**
                 * @description Images in a training step.
                 * @default 128
                 * @example 128
                 */
                batchSize?: number;
                /**
                 * @description Height and width of the images in pixels: the short side is resized to it, then the centre is cropped.
                 * @default 64
                 * @example 64
                 * @enum {number}
                 */
                imageSize?: 32 | 64 | 128 | 256;
                /**
                 * @description Colour channels: 3 for RGB, 1 for greyscale.
                 * @default 3
                 * @example 3
                 * @enum {number}
                 */
                nc?: 1 | 3;
                /**
                 * @description Length of a latent vector.
                 * @default 100
                 * @example 100
                 */
                nz?: number;
                /**
                 * @description Channels of the generator's last hidden layer.
                 * @default 64
                 * @example 64
                 */
                ngf?: number;
                /**
                 * @description Channels of the discriminator's first layer.
                 * @default 64
                 * @example 64
                 */
                ndf?: number;
                /**
                 * @description The networks. `dcgan`: the tutorial's networks, transposed convolutions up to the image, strided convolutions down to a probability. `resize-convolution`: a generator that upsamples and convolves in place of transposed convolutions, which leave checkerboards.
                 * @default dcgan
                 * @example dcgan
                 * @enum {string}
                 */
                architecture?: "dcgan" | "resize-convolution";
                /**
                 * @description What the networks minimise. `bce`: the tutorial's binary cross entropy. `hinge`: the hinge loss of Lim and Ye (2017), which leaves alone what D tells apart already.
                 * @default bce
                 * @example bce
                 * @enum {string}
                 */
                objective?: "bce" | "hinge";
                /**
                 * @description What is done to images before the discriminator sees them, in this order; none by default. `flip`: mirrors half of the photos. `translation`: shifts photos and generated images by up to an eighth of their size (DiffAugment, Zhao et al. 2020).
                 * @default []
                 * @example []
                 */
                augmentations?: ("flip" | "translation")[];
                /**
                 * @description Passes over the dataset.
                 * @default 40
                 * @example 40
                 */
                numEpochs?: number;
                /**
                 * @description Adam's learning rate.
                 * @default 0.0002
                 * @example 0.0002
                 */
                lr?: number;
                /**
                 * @description Adam's decay of the first moment; the second's is 0.999.
                 * @default 0.5
                 * @example 0.5
                 */
                beta1?: number;
                /**
                 * @description Devices to train on. 0: the CPU. 1: the first GPU, or the CPU with a notice in the log when there is none. More: each batch is split between as many replicas, as by PyTorch’s DataParallel, each on a GPU of its own, or on its share of the cores where there is no GPU.
                 * @default 1
                 * @example 1
                 */
                ngpu?: number;
                /**
                 * @description What training computes in. fp32: float32 throughout. tf32: the same, but a GPU that can may multiply in TensorFloat-32; on the CPU it is fp32. bf16: activations and convolutions in bfloat16, weights, optimizers, batch statistics and losses in float32.
                 * @default fp32
                 * @example fp32
                 * @enum {string}
                 */
                precision?: "fp32" | "tf32" | "bf16";
                /**
                 * @description Learn the dataset's classes, so that designs can be asked for by `label`: the generator gets an embedding of the label beside the latents, the discriminator a filter for each class (projection). The dataset must have at least two classes.
                 * @default false
                 * @example false
                 */
                conditional?: boolean;
                /**
                 * @description Decay of an exponential moving average of the generator's weights and running statistics, such as 0.999. Sample grids, designs and exports are made by the average. 0 for none. In the first steps less is kept: at most (1 + step) / (10 + step).
                 * @default 0
                 * @example 0
                 */
                ema?: number;
                /**
                 * @description On a GPU: TensorFlow's deterministic kernels only, which may be slower. The CPU is deterministic without it.
                 * @default false
                 * @example false
                 */
                deterministic?: boolean;
                /**
                 * @description Steps between sample grids of the 64 fixed noise vectors; null: one an epoch.
                 * @default null
                 * @example 160
                 */
                sampleEvery?: number | null;
                /**
                 * @description Steps between checkpoints; null: one an epoch.
                 * @default null
                 * @example 480
                 */
                checkpointEvery?: number | null;
                /**
                 * @description How many of the newest checkpoints are kept, and the best one; older ones are deleted.
                 * @default 5
                 * @example 5
                 */
                keepCheckpoints?: number;
                /**
                 * @description How many designs are compared with as many photos before each checkpoint, by every metric, so that the job has a best one: images, such as 128; 0 for none.
                 * @default 0
                 * @example 128
                 */
                evaluateImages?: number;
                /**
                 * @description The metric that decides which evaluated checkpoint is the best. swd: sliced Wasserstein distance between the designs and the photos. msSsim: how far the diversity of the designs is from that of the photos, by the similarity of pairs.
                 * @default swd
                 * @example swd
                 * @enum {string}
                 */
                bestBy?: "swd" | "msSsim";
            };
            /**
             * @description A name for people.
             * @example autumn, first try
             */
            name?: string;
            /**
             * @description Labels of your own, given back unchanged: up to 32 names of 1 to 64 characters, with values of up to 512.
             * @example {
             *       "season": "autumn"
             *     }
             */
            metadata?: {
                [key: string]: string;
            };
            /**
             * @description Queued jobs of a higher priority run first; 0 by default.
             * @example 10
             */
            priority?: number;
            /** @description Start from another job's checkpoint: its weights, running statistics and both optimizers' moments are carried on; steps, epochs, data order and noise start anew. imageSize, nc, nz, ngf, ndf, architecture and conditional are those of the checkpoint; a conditional one wants a dataset of the same classes. */
            from?: {
                /**
                 * @description Id of the job to take the checkpoint of.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                job: string;
                /**
                 * @description Which checkpoint of the job: that of a step, `last` (the default), or `best`: of those that were evaluated (`evaluateImages`) the one with the best score by `bestBy`.
                 * @example best
                 * @example 480
                 */
                step?: number | ("best" | "last");
            };
        };
        UpdateJob: {
            /**
             * @description Takes effect at once on a queued job, which goes behind its equals.
             * @example 10
             */
            priority: number;
        };
        ExtendJob: {
            /**
             * @description Epochs of the whole run: more than it has.
             * @example 80
             */
            numEpochs: number;
        };
        /**
         * @description A design by its seed or its latents.
         * @example 7
         */
        GivenPoint: number | {
            /**
             * @description What latents are drawn from: the same seed, the same latents.
             * @example 7
             */
            seed?: number;
            /**
             * @description Latents are drawn from the normal distribution within ±truncation, in standard deviations: values beyond are drawn again; left out, from all of it. Lower gives more typical designs, and fewer different ones (the truncation trick of BigGAN: Brock et al., 2019).
             * @example 0.7
             */
            truncation?: number;
            /**
             * @description The generator’s input itself: `nz` numbers.
             * @example [
             *       0.12,
             *       -1.3,
             *       0.7
             *     ]
             */
            latents?: number[];
        };
        /**
         * @description A place in latent space: a seed, latents, or derived from some of these.
         * @example 7
         */
        Point: number | {
            /**
             * @description What latents are drawn from: the same seed, the same latents.
             * @example 7
             */
            seed?: number;
            /**
             * @description Latents are drawn from the normal distribution within ±truncation, in standard deviations: values beyond are drawn again; left out, from all of it. Lower gives more typical designs, and fewer different ones (the truncation trick of BigGAN: Brock et al., 2019).
             * @example 0.7
             */
            truncation?: number;
            /**
             * @description The generator’s input itself: `nz` numbers.
             * @example [
             *       0.12,
             *       -1.3,
             *       0.7
             *     ]
             */
            latents?: number[];
            /** @description Between two designs, on the great circle through their latents; at 0 the first, at 1 the second. */
            interpolate?: {
                /**
                 * @description The first and the second design.
                 * @example [
                 *       7,
                 *       8
                 *     ]
                 */
                between: [
                    components["schemas"]["GivenPoint"],
                    components["schemas"]["GivenPoint"]
                ];
                /**
                 * @description How far it is from the first.
                 * @example 0.5
                 */
                at: number;
            };
            /** @description Near a design: at amount 0 it is that design, at 1 the one of `seed` alone. */
            variations?: {
                /** @description The design that others are near to. */
                of: components["schemas"]["GivenPoint"];
                /**
                 * @description How far it is from that design.
                 * @example 0.3
                 */
                amount: number;
            };
            /** @description a − b + c on latents, each the average over its designs (Radford et al., 2016, section 6.3.2). */
            arithmetic?: {
                /**
                 * @description What is started from.
                 * @example [
                 *       1
                 *     ]
                 */
                a: components["schemas"]["GivenPoint"][];
                /**
                 * @description What is taken away.
                 * @example [
                 *       2
                 *     ]
                 */
                b: components["schemas"]["GivenPoint"][];
                /**
                 * @description What is added.
                 * @example [
                 *       3
                 *     ]
                 */
                c: components["schemas"]["GivenPoint"][];
            };
        };
        /** @description Everything that determines a design’s bytes. */
        Recipe: {
            /**
             * @description Id of the checkpoint.
             * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ.480
             */
            checkpoint: string;
            /**
             * @description What latents are drawn from: the same seed, the same latents.
             * @example 7
             */
            seed?: number;
            /**
             * @description Latents are drawn from the normal distribution within ±truncation, in standard deviations: values beyond are drawn again; left out, from all of it. Lower gives more typical designs, and fewer different ones (the truncation trick of BigGAN: Brock et al., 2019).
             * @example 0.7
             */
            truncation?: number;
            /**
             * @description The generator’s input itself: `nz` numbers.
             * @example [
             *       0.12,
             *       -1.3,
             *       0.7
             *     ]
             */
            latents?: number[];
            /** @description Between two designs, on the great circle through their latents; at 0 the first, at 1 the second. */
            interpolate?: {
                /**
                 * @description The first and the second design.
                 * @example [
                 *       7,
                 *       8
                 *     ]
                 */
                between: [
                    components["schemas"]["Point"],
                    components["schemas"]["Point"]
                ];
                /**
                 * @description How far it is from the first.
                 * @example 0.5
                 */
                at: number;
            };
            /** @description Near a design: at amount 0 it is that design, at 1 the one of `seed` alone. */
            variations?: {
                /** @description The design that others are near to. */
                of: components["schemas"]["Point"];
                /**
                 * @description How far it is from that design.
                 * @example 0.3
                 */
                amount: number;
            };
            /** @description a − b + c on latents, each the average over its designs (Radford et al., 2016, section 6.3.2). */
            arithmetic?: {
                /**
                 * @description What is started from.
                 * @example [
                 *       1
                 *     ]
                 */
                a: components["schemas"]["Point"][];
                /**
                 * @description What is taken away.
                 * @example [
                 *       2
                 *     ]
                 */
                b: components["schemas"]["Point"][];
                /**
                 * @description What is added.
                 * @example [
                 *       3
                 *     ]
                 */
                c: components["schemas"]["Point"][];
            };
            /**
             * @description Of a conditional model: a class, or a mix such as {"dress": 0.7, "shirt": 0.3} of any positive weights.
             * @example dress
             * @example {
             *       "dress": 0.7,
             *       "shirt": 0.3
             *     }
             */
            label?: string | {
                [key: string]: number;
            };
            /**
             * @description Enlarges designs so many times for display, by Lanczos interpolation; 1 by default.
             * @example 4
             */
            scale?: number;
        };
        UpdateDesign: {
            /**
             * @description Star it, or take its star away; left out, it stays as it is.
             * @example true
             */
            starred?: boolean;
            /**
             * @description In place of those that it has; left out, they stay.
             * @example [
             *       "window"
             *     ]
             */
            tags?: string[];
        };
        DownloadDesigns: {
            /**
             * @description These designs, in this order; not together with a filter.
             * @example [
             *       "design_01K9YB7V6R8M2XQ4T0C5D3N1WZ_0000"
             *     ]
             */
            ids?: string[];
            /**
             * @description Made by a checkpoint of this job.
             * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
             */
            job?: string;
            /**
             * @description Asked of this model.
             * @example spring
             */
            model?: string;
            /**
             * @description Of this class, or of a mix that it has a part in.
             * @example dress
             */
            label?: string;
            /**
             * @description With this tag.
             * @example window
             */
            tag?: string;
            /**
             * @description Only designs with a star.
             * @example true
             * @constant
             */
            starred?: true;
        };
        Generate: {
            /**
             * @description Generate from the last checkpoint of this job, or from that of `step`.
             * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
             */
            job?: string;
            /**
             * @description Which checkpoint of the job: that of a step, `last` (the default), or `best`: of those that were evaluated (`evaluateImages`) the one with the best score by `bestBy`.
             * @example best
             * @example 480
             */
            step?: number | ("best" | "last");
            /**
             * @description Generate from this checkpoint.
             * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ.480
             */
            checkpoint?: string;
            /**
             * @description Generate from the checkpoint that this model points at.
             * @example spring
             */
            model?: string;
            /**
             * @description How many designs; 1 by default. Design i is that of seed + i. With latents, interpolate or arithmetic it follows from them.
             * @example 2
             */
            count?: number;
            /**
             * @description Same seed, same designs, byte for byte; left out, one is drawn and told in the recipe.
             * @example 7
             */
            seed?: number;
            /**
             * @description Latents are drawn from the normal distribution within ±truncation, in standard deviations: values beyond are drawn again; left out, from all of it. Lower gives more typical designs, and fewer different ones (the truncation trick of BigGAN: Brock et al., 2019).
             * @example 0.7
             */
            truncation?: number;
            /**
             * @description One vector of `nz` numbers, or several.
             * @example [
             *       0.12,
             *       -1.3,
             *       0.7
             *     ]
             */
            latents?: number[] | number[][];
            /** @description Between designs: a walk, or one place on it. */
            interpolate?: {
                /**
                 * @description Designs that the walk goes through.
                 * @example [
                 *       7,
                 *       8,
                 *       9
                 *     ]
                 */
                between: components["schemas"]["Point"][];
                /**
                 * @description Designs that are made.
                 * @example 60
                 */
                frames: number;
            } | {
                /**
                 * @description The first and the second design.
                 * @example [
                 *       7,
                 *       8
                 *     ]
                 */
                between: [
                    components["schemas"]["Point"],
                    components["schemas"]["Point"]
                ];
                /**
                 * @description How far it is from the first.
                 * @example 0.5
                 */
                at: number;
            };
            /** @description Near a design: at amount 0 it is that design, at 1 the one of `seed` alone. */
            variations?: {
                /** @description The design that others are near to. */
                of: components["schemas"]["Point"];
                /**
                 * @description How far it is from that design.
                 * @example 0.3
                 */
                amount: number;
            };
            /** @description a − b + c on latents, each the average over its designs (Radford et al., 2016, section 6.3.2). */
            arithmetic?: {
                /**
                 * @description What is started from.
                 * @example [
                 *       1
                 *     ]
                 */
                a: components["schemas"]["Point"][];
                /**
                 * @description What is taken away.
                 * @example [
                 *       2
                 *     ]
                 */
                b: components["schemas"]["Point"][];
                /**
                 * @description What is added.
                 * @example [
                 *       3
                 *     ]
                 */
                c: components["schemas"]["Point"][];
            };
            /**
             * @description Of a conditional model: a class, or a mix such as {"dress": 0.7, "shirt": 0.3} of any positive weights.
             * @example dress
             * @example {
             *       "dress": 0.7,
             *       "shirt": 0.3
             *     }
             */
            label?: string | {
                [key: string]: number;
            };
            /**
             * @description Enlarges designs so many times for display, by Lanczos interpolation; 1 by default.
             * @example 4
             */
            scale?: number;
            /**
             * @description png: one design. zip: a PNG of each. grid: one PNG of all, in rows of 8. strip: one PNG of all, in one row. json: see `images`. webp: a picture of one design, an animation of several. gif: a picture of one design, an animation of several. tiff: for print, a page of each design, at 300 dpi and without loss. By default from Accept and count.
             * @example json
             * @enum {string}
             */
            format?: "png" | "zip" | "grid" | "strip" | "json" | "webp" | "gif" | "tiff";
            /**
             * @description Whether the gallery keeps the designs; by default those of requests for up to 100, of 1000 at most. X-Atelier-Design is the id of the first.
             * @example true
             */
            save?: boolean;
            /**
             * @description For format json: whether it holds the PNGs, or links that make them when they are asked for; `base64` by default.
             * @example base64
             * @enum {string}
             */
            images?: "base64" | "links";
        } & (unknown | unknown | unknown);
        PutModel: {
            /**
             * @description Point the model at this checkpoint.
             * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ.480
             */
            checkpoint?: string;
            /**
             * @description Point the model at the last checkpoint that this job has now, or at that of `step`.
             * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
             */
            job?: string;
            /**
             * @description Which checkpoint of the job: that of a step, `last` (the default), or `best`: of those that were evaluated (`evaluateImages`) the one with the best score by `bestBy`.
             * @example best
             * @example 480
             */
            step?: number | ("best" | "last");
            /**
             * @description Roll back: point the model at what this version pointed at.
             * @example 1
             */
            version?: number;
            /**
             * @description Who does it, for the history.
             * @example ada
             */
            by?: string;
            /**
             * @description Labels of your own for this version, given back unchanged.
             * @example {
             *       "season": "autumn"
             *     }
             */
            metadata?: {
                [key: string]: string;
            };
        } & (unknown | unknown | unknown);
        CreateWebhook: {
            /**
             * @description Where messages are posted: http or https, at most 2,048 characters, without credentials in it. Addresses inside the operator’s network are refused, here where they are written out, else at each delivery.
             * @example https://shop.example/hooks/atelier
             */
            url: string;
            /**
             * @description The job states to be told of, at least one; all of them by default.
             * @example [
             *       "job.succeeded",
             *       "job.failed"
             *     ]
             */
            events?: ("job.queued" | "job.running" | "job.pausing" | "job.paused" | "job.cancelling" | "job.cancelled" | "job.succeeded" | "job.failed")[];
            /**
             * @description What the webhook is for, in at most 200 characters.
             * @example the web shop
             */
            description?: string;
        };
        UpdateWebhook: {
            /**
             * @description Where messages are posted: http or https, at most 2,048 characters, without credentials in it. Addresses inside the operator’s network are refused, here where they are written out, else at each delivery.
             * @example https://shop.example/hooks/atelier
             */
            url?: string;
            /**
             * @description The job states to be told of, at least one; left out, they stay.
             * @example [
             *       "job.succeeded",
             *       "job.failed"
             *     ]
             */
            events?: ("job.queued" | "job.running" | "job.pausing" | "job.paused" | "job.cancelling" | "job.cancelled" | "job.succeeded" | "job.failed")[];
            /**
             * @description What the webhook is for, in at most 200 characters; null for nothing.
             * @example the web shop
             */
            description?: string | null;
            /**
             * @description False tells it of nothing any more, true of what happens from then on.
             * @example true
             */
            enabled?: boolean;
        };
        RotateSecret: {
            /**
             * @description For how many seconds the old secret goes on signing beside the new one, 0 to 604,800; a day by default. 0 for a secret that somebody has got hold of.
             * @default 86400
             * @example 86400
             */
            overlapSeconds?: number;
        };
        ErrorSummary: {
            /** @description What went wrong, for programs. */
            code: components["schemas"]["ErrorCode"];
            /**
             * @description For people.
             * @example lossG became NaN at step 481.
             */
            message: string;
        };
        /** @description RFC 9457. */
        Problem: {
            /**
             * @description `urn:atelier:error:` and the code.
             * @example urn:atelier:error:validation_failed
             */
            type: string;
            /**
             * @description What went wrong, the same for every problem with the code.
             * @example The request has wrong or unknown fields
             */
            title: string;
            /**
             * @description The HTTP status.
             * @example 422
             */
            status: number;
            /**
             * @description What is wrong this time.
             * @example hyperparameters.batchsize: unknown field; did you mean batchSize?
             */
            detail: string;
            /** @description What went wrong, for programs. */
            code: components["schemas"]["ErrorCode"];
            /**
             * @description `X-Request-Id` of the answer, by which the log knows the request.
             * @example 5f0c1b5e-8f0e-4d6b-9a35-3a5c1c0f7a11
             */
            requestId: string;
            /** @description Every wrong field, up to 20. */
            errors?: {
                /**
                 * @description Where it is, with dots between names.
                 * @example hyperparameters.batchsize
                 */
                field: string;
                /**
                 * @description What is wrong with it.
                 * @example unknown field; did you mean batchSize?
                 */
                reason: string;
                /**
                 * @description The nearest known name, for an unknown field.
                 * @example batchSize
                 */
                didYouMean?: string;
            }[];
        };
        ApiKey: {
            /**
             * @description Eight characters, which are also the second part of the key itself.
             * @example k7m2xq9t
             */
            id: string;
            /**
             * @description Who or what the key is for.
             * @example the web shop
             */
            name: string;
            /**
             * @description What the key gives access to, and nothing of any other.
             * @example default
             */
            workspace: string;
            /**
             * @description What it may do.
             * @example [
             *       "read",
             *       "generate"
             *     ]
             */
            scopes: ("read" | "train" | "generate" | "admin" | "metrics")[];
            /**
             * Format: date-time
             * @description When it was made.
             * @example 2026-11-20T09:30:00.000Z
             */
            createdAt: string;
            /**
             * @description To about ten seconds; null if it was never used.
             * @example 2026-11-20T09:48:05.000Z
             */
            lastUsedAt: string | null;
        };
        CreatedKey: {
            /**
             * @description Eight characters, which are also the second part of the key itself.
             * @example k7m2xq9t
             */
            id: string;
            /**
             * @description Who or what the key is for.
             * @example the web shop
             */
            name: string;
            /**
             * @description What the key gives access to, and nothing of any other.
             * @example default
             */
            workspace: string;
            /**
             * @description What it may do.
             * @example [
             *       "read",
             *       "generate"
             *     ]
             */
            scopes: ("read" | "train" | "generate" | "admin" | "metrics")[];
            /**
             * Format: date-time
             * @description When it was made.
             * @example 2026-11-20T09:30:00.000Z
             */
            createdAt: string;
            /**
             * @description To about ten seconds; null if it was never used.
             * @example 2026-11-20T09:48:05.000Z
             */
            lastUsedAt: string | null;
            /**
             * @description `atl_<id>_<secret>`, for `Authorization: Bearer`. It cannot be read again.
             * @example atl_k7m2xq9t_0vB3…
             */
            key: string;
        };
        Ticket: {
            /**
             * @description For `GET /jobs/{id}/stream?ticket=…`, once.
             * @example kR2x…
             */
            ticket: string;
            /**
             * Format: date-time
             * @description Until when it can be used: 30 seconds after it was asked for.
             * @example 2026-11-20T09:48:35.000Z
             */
            expiresAt: string;
        };
        AuditEntry: {
            /**
             * @description Names the entry; `cursor` takes it.
             * @example 1795340885000-0
             */
            id: string;
            /**
             * Format: date-time
             * @description When the answer was sent.
             * @example 2026-11-20T09:48:05.000Z
             */
            at: string;
            /**
             * @description Id of the key that was used; null without keys, and for the command line.
             * @example k7m2xq9t
             */
            key: string | null;
            /**
             * @description The route, such as `POST /jobs/:id/cancel`, or the command, such as `atelier keys revoke`.
             * @example POST /jobs/:id/cancel
             */
            action: string;
            /**
             * @description Id of what it was done to or what it made, where it has one.
             * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
             */
            target: string | null;
            /**
             * @description The HTTP status of the answer; null for the command line.
             * @example 200
             */
            status: number | null;
            /**
             * @description `X-Request-Id` of the answer, which is in the log too; null for the command line.
             * @example 5f0c1b5e-8f0e-4d6b-9a35-3a5c1c0f7a11
             */
            requestId: string | null;
            /**
             * @description Where the request came from.
             * @example 192.0.2.7
             */
            address: string | null;
        };
        MsSsim: {
            /**
             * @description Mean MS-SSIM of random pairs of designs; 1 for equal images. No unit.
             * @example 0.2816
             */
            designs: number;
            /**
             * @description Mean MS-SSIM of random pairs of photos; 1 for equal images. No unit.
             * @example 0.2403
             */
            photos: number;
        };
        Swd: {
            /**
             * @description Mean of the levels, times 1,000 as in the paper. No unit; lower is better.
             * @example 58.213
             */
            average: number;
            /** @description From the finest details (the largest size) to the coarsest. */
            levels: {
                /**
                 * @description Height and width of the level in pixels; half the one before, down to 16.
                 * @example 64
                 */
                size: number;
                /**
                 * @description Distance on this level of the Laplacian pyramid, times 1,000. No unit; lower is better.
                 * @example 61.07
                 */
                distance: number;
            }[];
        };
        Score: {
            /**
             * @description The metric that it is of: that of `bestBy`, or `swd` where that could not be measured.
             * @example swd
             */
            metric: string;
            /**
             * @description The score.
             * @example 58.213
             */
            value: number;
            /**
             * @description Which scores are better.
             * @example lower
             * @enum {string}
             */
            better: "lower" | "higher";
        };
        Quality: {
            /**
             * @description How many designs were compared with as many photos: `evaluateImages`, or all photos if they are fewer.
             * @example 128
             */
            images: number;
            /** @description Sliced Wasserstein distances between the designs and the photos. */
            swd: components["schemas"]["Swd"];
            /** @description How alike designs are among themselves, beside how alike photos are: far above the photos, the generator makes the same design over and over. Absent for a single image, and in checkpoints of before there was this metric. */
            msSsim?: components["schemas"]["MsSsim"];
            /** @description What the job’s best checkpoint is chosen by; absent in checkpoints of before there was a choice, which are compared by `swd`. */
            score?: components["schemas"]["Score"];
        };
        QualityOfStep: {
            /**
             * @description Epochs finished.
             * @example 3
             */
            epoch: number;
            /**
             * @description Steps done: the checkpoint’s.
             * @example 480
             */
            step: number;
            /**
             * @description How many designs were compared with as many photos: `evaluateImages`, or all photos if they are fewer.
             * @example 128
             */
            images: number;
            /** @description Sliced Wasserstein distances between the designs and the photos. */
            swd: components["schemas"]["Swd"];
            /** @description How alike designs are among themselves, beside how alike photos are: far above the photos, the generator makes the same design over and over. Absent for a single image, and in checkpoints of before there was this metric. */
            msSsim?: components["schemas"]["MsSsim"];
            /** @description What the job’s best checkpoint is chosen by; absent in checkpoints of before there was a choice, which are compared by `swd`. */
            score?: components["schemas"]["Score"];
        };
        BestCheckpoint: {
            /**
             * @description Its id.
             * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ.480
             */
            checkpoint: string;
            /**
             * @description Epochs finished.
             * @example 3
             */
            epoch: number;
            /**
             * @description Steps done: the checkpoint’s.
             * @example 480
             */
            step: number;
            /** @description Sliced Wasserstein distances between the designs and the photos. */
            swd: components["schemas"]["Swd"];
            /** @description How alike designs are among themselves, beside how alike photos are: far above the photos, the generator makes the same design over and over. Absent for a single image, and in checkpoints of before there was this metric. */
            msSsim?: components["schemas"]["MsSsim"];
            /** @description What the job’s best checkpoint is chosen by; absent in checkpoints of before there was a choice, which are compared by `swd`. */
            score?: components["schemas"]["Score"];
        };
        Warning: {
            /**
             * @description What it is: one network has beaten the other for good.
             * @example discriminator_won
             * @enum {string}
             */
            code: "discriminator_won" | "generator_won";
            /**
             * @description For people.
             * @example The discriminator has won: since step 9, for 100 steps, no design has left it in doubt, and the generator has learned nothing from it. A lower lr may help.
             */
            message: string;
            /**
             * @description The first step of which it is true.
             * @example 9
             */
            fromStep: number;
            /**
             * @description The last such step; null while it goes on, or if it did at the end.
             * @example 412
             */
            toStep: number | null;
        };
        Step: {
            /**
             * @description The pass over the dataset that the step belongs to, from 0.
             * @example 3
             */
            epoch: number;
            /**
             * @description From 1, over the whole run.
             * @example 481
             */
            step: number;
            /**
             * @description BCE(D(x), 1) + BCE(D(G(z)), 0).
             * @example 0.74
             */
            lossD: number;
            /**
             * @description BCE(D(G(z)), 1) after D's update.
             * @example 2.91
             */
            lossG: number;
            /**
             * @description Mean D(x): how real D finds real images, 0 to 1.
             * @example 0.71
             */
            dReal: number;
            /**
             * @description Mean D(G(z)) before D's update.
             * @example 0.22
             */
            dFakeBefore: number;
            /**
             * @description Mean D(G(z)) after D's update.
             * @example 0.09
             */
            dFakeAfter: number;
            /**
             * @description Real images trained on a second, over the last steps.
             * @example 84.2
             */
            imagesPerSecond: number;
            /**
             * @description Estimated seconds to the end of the run.
             * @example 8998
             */
            etaSeconds: number;
        };
        JobEvent: {
            /**
             * @description Number of the event in its job, from 1 without gaps.
             * @example 2
             */
            seq: number;
            /**
             * Format: date-time
             * @description When it was logged.
             * @example 2026-11-20T09:30:02.000Z
             */
            at: string;
            /**
             * @description Says what `data` is.
             * @example state
             * @constant
             */
            type: "state";
            /** @description The job changed its state; `reason`, `pauseReason` and `error` say why. */
            data: {
                /** @description What the job is now. */
                state: components["schemas"]["JobState"];
                /**
                 * @description The execution that the state belongs to, from 1.
                 * @example 1
                 */
                attempt?: number;
                /**
                 * @description Step of the checkpoint that a running attempt starts from; 0 for none.
                 * @example 0
                 */
                fromStep?: number;
                /**
                 * @description Why, in words, where a client did not ask for it.
                 * @example the worker shuts down
                 */
                reason?: string;
                /**
                 * @description `request`: somebody asked. `storage`: the store could not be written.
                 * @example request
                 * @enum {string}
                 */
                pauseReason?: "request" | "storage";
                /** @description Why the job failed. */
                error?: components["schemas"]["ErrorSummary"];
            };
        } | {
            /**
             * @description Number of the event in its job, from 1 without gaps.
             * @example 495
             */
            seq: number;
            /**
             * Format: date-time
             * @description When it was logged.
             * @example 2026-11-20T09:48:05.000Z
             */
            at: string;
            /**
             * @description Says what `data` is.
             * @example step
             * @constant
             */
            type: "step";
            /** @description A training step was done. */
            data: components["schemas"]["Step"];
        } | {
            /**
             * @description Number of the event in its job, from 1 without gaps.
             * @example 494
             */
            seq: number;
            /**
             * Format: date-time
             * @description When it was logged.
             * @example 2026-11-20T09:48:05.000Z
             */
            at: string;
            /**
             * @description Says what `data` is.
             * @example sample
             * @constant
             */
            type: "sample";
            /** @description A grid of the 64 fixed noise vectors was made. */
            data: {
                /**
                 * @description Epochs finished.
                 * @example 3
                 */
                epoch: number;
                /**
                 * @description Steps done when the grid was made; 0 is before training.
                 * @example 480
                 */
                step: number;
                /**
                 * @description Where the grid is, a PNG.
                 * @example /jobs/job_01K9YB7V6R8M2XQ4T0C5D3N1WZ/samples/480.png
                 */
                url: string;
            };
        } | {
            /**
             * @description Number of the event in its job, from 1 without gaps.
             * @example 493
             */
            seq: number;
            /**
             * Format: date-time
             * @description When it was logged.
             * @example 2026-11-20T09:48:05.000Z
             */
            at: string;
            /**
             * @description Says what `data` is.
             * @example checkpoint
             * @constant
             */
            type: "checkpoint";
            /** @description A checkpoint was written, and can be used. */
            data: {
                /**
                 * @description Epochs finished.
                 * @example 3
                 */
                epoch: number;
                /**
                 * @description Steps done.
                 * @example 480
                 */
                step: number;
                /**
                 * @description Size of its weights.
                 * @example 76148912
                 */
                bytes: number;
                /**
                 * @description What `POST /generate` and `PUT /models/{name}` call it by.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ.480
                 */
                id: string;
            };
        } | {
            /**
             * @description Number of the event in its job, from 1 without gaps.
             * @example 492
             */
            seq: number;
            /**
             * Format: date-time
             * @description When it was logged.
             * @example 2026-11-20T09:48:05.000Z
             */
            at: string;
            /**
             * @description Says what `data` is.
             * @example quality
             * @constant
             */
            type: "quality";
            /** @description The checkpoint that is about to be written was compared with the photos. */
            data: components["schemas"]["QualityOfStep"];
        } | {
            /**
             * @description Number of the event in its job, from 1 without gaps.
             * @example 3
             */
            seq: number;
            /**
             * Format: date-time
             * @description When it was logged.
             * @example 2026-11-20T09:30:02.000Z
             */
            at: string;
            /**
             * @description Says what `data` is.
             * @example log
             * @constant
             */
            type: "log";
            /** @description Something worth telling people. */
            data: {
                /**
                 * @description How much it matters.
                 * @example info
                 * @enum {string}
                 */
                level: "info" | "warn" | "error";
                /**
                 * @description For people.
                 * @example Prepared 2000 of 20480 images.
                 */
                message: string;
                /** @description How far a phase before training is, such as `preparing`. */
                progress?: {
                    /**
                     * @description What is being done.
                     * @example preparing
                     */
                    phase: string;
                    /**
                     * @description Images so far.
                     * @example 2000
                     */
                    done: number;
                    /**
                     * @description Images of the dataset.
                     * @example 20480
                     */
                    total: number;
                };
                /** @description What the run is warned of, or not any more (`toStep`). */
                warning?: components["schemas"]["Warning"];
            };
        };
        Hyperparameters: {
            /**
             * @description Seed of initial weights, noise and data order. On the CPU, equal seeds give equal weights bit for bit.
             * @default 999
             * @example 999
             */
            manualSeed: number;
            /**
             * @description Images decoded at the same time while the dataset is prepared; 0 means one, as in PyTorch.
             * @default 2
             * @example 2
             */
            workers: number;
            /**
             * @description Images in a training step.
             * @default 128
             * @example 128
             */
            batchSize: number;
            /**
             * @description Height and width of the images in pixels: the short side is resized to it, then the centre is cropped.
             * @default 64
             * @example 64
             * @enum {number}
             */
            imageSize: 32 | 64 | 128 | 256;
            /**
             * @description Colour channels: 3 for RGB, 1 for greyscale.
             * @default 3
             * @example 3
             * @enum {number}
             */
            nc: 1 | 3;
            /**
             * @description Length of a latent vector.
             * @default 100
             * @example 100
             */
            nz: number;
            /**
             * @description Channels of the generator's last hidden layer.
             * @default 64
             * @example 64
             */
            ngf: number;
            /**
             * @description Channels of the discriminator's first layer.
             * @default 64
             * @example 64
             */
            ndf: number;
            /**
             * @description The networks. `dcgan`: the tutorial's networks, transposed convolutions up to the image, strided convolutions down to a probability. `resize-convolution`: a generator that upsamples and convolves in place of transposed convolutions, which leave checkerboards.
             * @default dcgan
             * @example dcgan
             * @enum {string}
             */
            architecture: "dcgan" | "resize-convolution";
            /**
             * @description What the networks minimise. `bce`: the tutorial's binary cross entropy. `hinge`: the hinge loss of Lim and Ye (2017), which leaves alone what D tells apart already.
             * @default bce
             * @example bce
             * @enum {string}
             */
            objective: "bce" | "hinge";
            /**
             * @description What is done to images before the discriminator sees them, in this order; none by default. `flip`: mirrors half of the photos. `translation`: shifts photos and generated images by up to an eighth of their size (DiffAugment, Zhao et al. 2020).
             * @default []
             * @example []
             */
            augmentations: ("flip" | "translation")[];
            /**
             * @description Passes over the dataset.
             * @default 40
             * @example 40
             */
            numEpochs: number;
            /**
             * @description Adam's learning rate.
             * @default 0.0002
             * @example 0.0002
             */
            lr: number;
            /**
             * @description Adam's decay of the first moment; the second's is 0.999.
             * @default 0.5
             * @example 0.5
             */
            beta1: number;
            /**
             * @description Devices to train on. 0: the CPU. 1: the first GPU, or the CPU with a notice in the log when there is none. More: each batch is split between as many replicas, as by PyTorch’s DataParallel, each on a GPU of its own, or on its share of the cores where there is no GPU.
             * @default 1
             * @example 1
             */
            ngpu: number;
            /**
             * @description What training computes in. fp32: float32 throughout. tf32: the same, but a GPU that can may multiply in TensorFloat-32; on the CPU it is fp32. bf16: activations and convolutions in bfloat16, weights, optimizers, batch statistics and losses in float32.
             * @default fp32
             * @example fp32
             * @enum {string}
             */
            precision: "fp32" | "tf32" | "bf16";
            /**
             * @description Learn the dataset's classes, so that designs can be asked for by `label`: the generator gets an embedding of the label beside the latents, the discriminator a filter for each class (projection). The dataset must have at least two classes.
             * @default false
             * @example false
             */
            conditional: boolean;
            /**
             * @description Decay of an exponential moving average of the generator's weights and running statistics, such as 0.999. Sample grids, designs and exports are made by the average. 0 for none. In the first steps less is kept: at most (1 + step) / (10 + step).
             * @default 0
             * @example 0
             */
            ema: number;
            /**
             * @description On a GPU: TensorFlow's deterministic kernels only, which may be slower. The CPU is deterministic without it.
             * @default false
             * @example false
             */
            deterministic: boolean;
            /**
             * @description Steps between sample grids of the 64 fixed noise vectors; null: one an epoch.
             * @default null
             * @example 160
             */
            sampleEvery: number | null;
            /**
             * @description Steps between checkpoints; null: one an epoch.
             * @default null
             * @example 480
             */
            checkpointEvery: number | null;
            /**
             * @description How many of the newest checkpoints are kept, and the best one; older ones are deleted.
             * @default 5
             * @example 5
             */
            keepCheckpoints: number;
            /**
             * @description How many designs are compared with as many photos before each checkpoint, by every metric, so that the job has a best one: images, such as 128; 0 for none.
             * @default 0
             * @example 128
             */
            evaluateImages: number;
            /**
             * @description The metric that decides which evaluated checkpoint is the best. swd: sliced Wasserstein distance between the designs and the photos. msSsim: how far the diversity of the designs is from that of the photos, by the similarity of pairs.
             * @default swd
             * @example swd
             * @enum {string}
             */
            bestBy: "swd" | "msSsim";
        };
        Checkpoint: {
            /**
             * @description Version of this description.
             * @example 1
             * @constant
             */
            format: 1;
            /**
             * @description The id of its job, a dot, and its step.
             * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ.480
             */
            id: string;
            /**
             * @description Id of the job that made it.
             * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
             */
            job: string;
            /**
             * @description Id of the dataset it was trained on; null for imported weights.
             * @example ds_7c2f9e0b4a81d65e3f10c9b2
             */
            dataset: string | null;
            /**
             * @description Epochs finished.
             * @example 3
             */
            epoch: number;
            /**
             * @description Steps done.
             * @example 480
             */
            step: number;
            /**
             * Format: date-time
             * @description When it was written.
             * @example 2026-11-20T09:48:05.000Z
             */
            createdAt: string;
            /**
             * @description What networks its weights are of.
             * @default dcgan
             * @example dcgan
             * @enum {string}
             */
            architecture: "dcgan" | "resize-convolution";
            /** @description Those that it was trained with. */
            hyperparameters: components["schemas"]["Hyperparameters"];
            /**
             * @description Names of the classes that a conditional model knows, in the dataset's order; null for any other model.
             * @default null
             * @example [
             *       "dress",
             *       "shirt"
             *     ]
             */
            classes: string[] | null;
            /** @description More than `step` where the weights came from another job. */
            optimizerSteps: {
                /**
                 * @description Steps of the generator's Adam.
                 * @example 480
                 */
                generator: number;
                /**
                 * @description Steps of the discriminator's Adam.
                 * @example 480
                 */
                discriminator: number;
            };
            /**
             * @description Null for a precision that is not tuned.
             * @default null
             */
            tuning: {
                /**
                 * @description Processor, threads and TensorFlow that the choices were made for.
                 * @example AMD EPYC 9R14, avx512_bf16, 2 threads, TensorFlow 2.21.0
                 */
                machine: string;
                /**
                 * @description The algorithm of each op, by its name and sizes. They differ in rounding: a resumed run needs them.
                 * @example {
                 *       "filterGradient 32×32×64 4×4×64×128 2 1": "convolution"
                 *     }
                 */
                formulations: {
                    [key: string]: "direct" | "float32" | "convolution";
                };
            } | null;
            /**
             * @description How good its designs are, by every metric; null where it wasn't evaluated.
             * @default null
             */
            quality: components["schemas"]["Quality"] | null;
            /** @description How the networks stand against each other; left out where neither has beaten the other. */
            balance?: {
                /** @description Steps in a row up to this one in which one network had beaten the other; null if it had not. */
                streak: {
                    /**
                     * @description The warning that it may become.
                     * @example discriminator_won
                     * @enum {string}
                     */
                    winner: "discriminator_won" | "generator_won";
                    /**
                     * @description Its first step.
                     * @example 9
                     */
                    fromStep: number;
                } | null;
                /** @description The newest of each code. */
                warnings: components["schemas"]["Warning"][];
            };
            /** @description A safetensors object: networks, running statistics and optimizers. */
            weights: {
                /**
                 * @description Its name in the store.
                 * @example jobs/job_01K9YB7V6R8M2XQ4T0C5D3N1WZ/checkpoints/480/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08.safetensors
                 */
                key: string;
                /**
                 * @description Its size.
                 * @example 76148912
                 */
                bytes: number;
                /**
                 * @description Its checksum, in hex.
                 * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
                 */
                sha256: string;
            };
        };
        Job: {
            /**
             * @description Ids sort by when the jobs were posted.
             * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
             */
            id: string;
            /**
             * @description Whose it is: the workspace of the key that posted it.
             * @example default
             */
            workspace: string;
            /**
             * @description As it was posted.
             * @example autumn, first try
             */
            name: string | null;
            /** @description What the job is now. */
            state: components["schemas"]["JobState"];
            /**
             * @description Why the job is paused. `storage`: it goes on by itself when the store can be written again.
             * @example request
             */
            pauseReason: ("request" | "storage") | null;
            /**
             * @description `import`: its weights were trained elsewhere, and it was never run here.
             * @example training
             * @enum {string}
             */
            origin: "training" | "import";
            /**
             * @description Id of the dataset; null for imported weights, and until the folder that the job names has been imported.
             * @example ds_7c2f9e0b4a81d65e3f10c9b2
             */
            dataset: string | null;
            /**
             * @description The folder that the job named in place of a dataset.
             * @example /photos/autumn
             */
            folder: string | null;
            /** @description With every default filled in. */
            hyperparameters: components["schemas"]["Hyperparameters"];
            /**
             * @description Names of the classes that a conditional model knows, in the dataset's order; null for any other model.
             * @default null
             * @example [
             *       "dress",
             *       "shirt"
             *     ]
             */
            classes: string[] | null;
            /**
             * @description Labels of your own, as they were posted.
             * @example {
             *       "season": "autumn"
             *     }
             */
            metadata: {
                [key: string]: string;
            };
            /**
             * @description Queued jobs of a higher priority run first; 0 by default.
             * @example 10
             */
            priority: number;
            /**
             * @description 1 for the job that runs next; null unless it is queued.
             * @example 1
             */
            queuePosition: number | null;
            /** @description The checkpoint of another job that it started from. */
            from: {
                /**
                 * @description The other job's id.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                job: string;
                /**
                 * @description Step of its checkpoint.
                 * @example 480
                 */
                step: number;
            } | null;
            /** @description How far the run is. */
            progress: {
                /**
                 * @description Epochs finished.
                 * @example 3
                 */
                epoch: number;
                /**
                 * @description Steps done.
                 * @example 481
                 */
                step: number;
                /**
                 * @description Steps of the whole run; 0 until the number of images is known.
                 * @example 6400
                 */
                totalSteps: number;
            };
            /**
             * @description Estimated seconds to the end of the run; null unless it is running.
             * @example 8998
             */
            etaSeconds: number | null;
            /**
             * @description Real images trained on a second; null unless it is running.
             * @example 84.2
             */
            imagesPerSecond: number | null;
            /** @description The last step, if any. */
            latest: components["schemas"]["Step"] | null;
            /** @description Of the evaluated checkpoints the one with the best score by `bestBy`; null without `evaluateImages`, or as yet. */
            best: components["schemas"]["BestCheckpoint"] | null;
            /** @description What makes the run useless though it goes on, or ends in `succeeded`: the newest of each code. One with a `toStep` is over. */
            warnings: components["schemas"]["Warning"][];
            /** @description What the current attempt computes on. */
            device: {
                /**
                 * @description What TensorFlow computes on.
                 * @example cpu
                 * @enum {string}
                 */
                kind: "cpu" | "gpu";
                /**
                 * @description As the device calls itself.
                 * @example AMD EPYC 9R14
                 */
                name: string;
                /**
                 * @description Threads that TensorFlow computes an op with, in each replica.
                 * @example 2
                 */
                threads: number;
                /**
                 * @description Processes that share each batch, each on a device of its own: `ngpu`.
                 * @default 1
                 * @example 1
                 */
                replicas: number;
                /**
                 * @description Version of the native library.
                 * @example 2.21.0
                 */
                tensorflow: string;
                /**
                 * @description The processor's instructions for bfloat16, which make `precision: bf16` fast; null for none, or a GPU.
                 * @default null
                 * @example avx512_bf16
                 */
                bfloat16: ("amx_bf16" | "avx512_bf16") | null;
            } | null;
            /** @description Executions so far, oldest first. */
            attempts: {
                /**
                 * @description From 1. It fences commits: those of an older attempt are refused.
                 * @example 1
                 */
                number: number;
                /**
                 * @description Who ran it: its `WORKER_NAME` and the id of its process.
                 * @example worker-1-4711
                 */
                worker: string;
                /**
                 * @description Step of the checkpoint that it started from; 0 for none.
                 * @example 0
                 */
                fromStep: number;
                /**
                 * Format: date-time
                 * @description When a worker took the job.
                 * @example 2026-11-20T09:30:02.000Z
                 */
                startedAt: string;
                /**
                 * @description When it ended; null while it runs.
                 * @example 2026-11-20T12:18:03.000Z
                 */
                endedAt: string | null;
                /**
                 * @description How it ended: a state, or why the job was queued again.
                 * @example succeeded
                 */
                outcome: string | null;
            }[];
            /** @description Why the job failed. */
            error: components["schemas"]["ErrorSummary"] | null;
            /**
             * Format: date-time
             * @description When it was posted.
             * @example 2026-11-20T09:30:00.000Z
             */
            createdAt: string;
            /**
             * @description When its first attempt began; null before.
             * @example 2026-11-20T09:30:02.000Z
             */
            startedAt: string | null;
            /**
             * @description When it ended; null before.
             * @example 2026-11-20T12:18:03.000Z
             */
            finishedAt: string | null;
        };
        /** @description The first message on each connection. */
        Hello: {
            /**
             * @description Says that this is the first message.
             * @example hello
             * @constant
             */
            type: "hello";
            /** @description The job now. */
            job: components["schemas"]["Job"];
            /**
             * @description The oldest event that the stream can replay.
             * @example 1
             */
            firstSeq: number;
            /**
             * @description The job's newest event when the snapshot was taken.
             * @example 495
             */
            lastSeq: number;
        };
        /** @description Stands in the stream in the place of events that are not sent. */
        Gap: {
            /**
             * @description Says that events are left out.
             * @example gap
             * @constant
             */
            type: "gap";
            /** @description Which events are left out, and where they can be read. */
            data: {
                /**
                 * @description `seq` of the first event that is left out.
                 * @example 1
                 */
                from: number;
                /**
                 * @description `seq` of the last event that is left out.
                 * @example 20
                 */
                to: number;
                /**
                 * @description `archived`: too old for the stream. `slow`: steps that a slow client was spared; never other events.
                 * @example archived
                 * @enum {string}
                 */
                reason: "archived" | "slow";
                /**
                 * @description Where the events can be read.
                 * @example /jobs/job_01K9YB7V6R8M2XQ4T0C5D3N1WZ/events?cursor=0
                 */
                history: string;
            };
        };
        /** @description Comes every 20 seconds over a WebSocket that was opened with `heartbeats=true`. */
        Heartbeat: {
            /**
             * @description Says that the connection is alive.
             * @example heartbeat
             * @constant
             */
            type: "heartbeat";
        };
        /** @description A message of `GET /jobs/{id}/stream`: a WebSocket’s text, or the `data` of a server-sent event. */
        StreamMessage: components["schemas"]["Hello"] | components["schemas"]["Gap"] | components["schemas"]["Heartbeat"] | components["schemas"]["JobEvent"];
        Dataset: {
            /**
             * @description `ds_` and the start of a hash of the content: equal content, equal id.
             * @example ds_7c2f9e0b4a81d65e3f10c9b2
             */
            id: string;
            /**
             * @description As its upload named it, or else its first file.
             * @example autumn
             */
            name: string;
            /**
             * @description The dataset that this one was made of by adding images; it may be deleted by now.
             * @example ds_1b0d6a3c5e7f9a2b4c6d8e0f
             */
            parent: string | null;
            /**
             * @description How many it has.
             * @example 20480
             */
            images: number;
            /** @description Sorted by name, as ImageFolder numbers them. */
            classes: {
                /**
                 * @description Of the class: its folder's.
                 * @example dress
                 */
                name: string;
                /**
                 * @description How many it has.
                 * @example 12480
                 */
                images: number;
            }[];
            /** @description Files of the last upload that are not images, or not usable ones, and why; 1000 at most. */
            rejected: {
                /**
                 * @description Its path in the archive or folder.
                 * @example photos/dress/notes.jpg
                 */
                file: string;
                /**
                 * @description Why it is not used.
                 * @example not an image; only JPEG, PNG, WebP, AVIF and HEIC photos are used
                 */
                reason: string;
            }[];
            /**
             * @description How many there were.
             * @example 1
             */
            rejectedFiles: number;
            /** @description What the last upload chose or did: which folders are the classes, which photos lie outside of them or have another name now, what was skipped. Empty for a dataset of a version that kept none. */
            notes: {
                /**
                 * @description Stable, for programs.
                 * @example class_folders
                 * @enum {string}
                 */
                code: "class_folders" | "splits_joined" | "nested_folders" | "stray_photos" | "renamed_photos" | "repeated_photos" | "replaced_photos" | "alike_classes" | "skipped_files" | "guessed_names" | "changed_names";
                /**
                 * @description For people.
                 * @example The classes are the folders in photos: dress, shirt.
                 */
                message: string;
                /**
                 * @description How many photos it is about; 0 if it is about folders, or files that are none.
                 * @example 0
                 */
                images: number;
                /** @description These photos, the first 100 of them. */
                files: {
                    /**
                     * @description Its path as it was sent.
                     * @example photos/dress/image.jpg
                     */
                    sent: string;
                    /**
                     * @description What the photo is called in the dataset.
                     * @example dress/image (2).jpg
                     */
                    file: string;
                }[];
            }[];
            /**
             * @description Size of the original images.
             * @example 824310022
             */
            bytes: number;
            /**
             * Format: date-time
             * @description When it was uploaded.
             * @example 2026-11-20T09:30:00.000Z
             */
            createdAt: string;
        };
        DatasetImage: {
            /**
             * @description Path relative to the dataset, class folder first.
             * @example dress/0001.jpg
             */
            file: string;
            /**
             * @description Of the original file's bytes, which are stored under it.
             * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
             */
            sha256: string;
            /**
             * @description Size of the original file.
             * @example 41288
             */
            bytes: number;
            /**
             * @description In pixels, after the EXIF orientation was applied.
             * @example 600
             */
            width: number;
            /**
             * @description In pixels, after the EXIF orientation was applied.
             * @example 800
             */
            height: number;
            /**
             * @description Mean of its pixels, `#rrggbb`.
             * @example #c9b8a6
             */
            meanColour: string;
            /**
             * @description Its place in the dataset, from 0.
             * @example 0
             */
            index: number;
            /**
             * @description The name of its class.
             * @example dress
             */
            label: string;
            /**
             * @description Where a small WebP of it is.
             * @example /datasets/ds_7c2f9e0b4a81d65e3f10c9b2/images/0/thumbnail.webp
             */
            thumbnail: string;
        };
        DatasetReport: {
            /** @description Widths of the images, in pixels. */
            width: {
                /**
                 * @description Of the smallest.
                 * @example 180
                 */
                min: number;
                /**
                 * @description Half of the images have no more.
                 * @example 600
                 */
                median: number;
                /**
                 * @description Of the largest.
                 * @example 2400
                 */
                max: number;
            };
            /** @description Heights of the images, in pixels. */
            height: {
                /**
                 * @description Of the smallest.
                 * @example 240
                 */
                min: number;
                /**
                 * @description Half of the images have no more.
                 * @example 800
                 */
                median: number;
                /**
                 * @description Of the largest.
                 * @example 3200
                 */
                max: number;
            };
            /**
             * @description For each `imageSize`, how many images are smaller, so that training enlarges them. A dataset has no count for sizes that are newer than it.
             * @example {
             *       "32": 0,
             *       "64": 0,
             *       "128": 0,
             *       "256": 4
             *     }
             */
            smallerThan: {
                [key: string]: number;
            };
            /**
             * @description Images of the largest class over those of the smallest; 1 for one class.
             * @example 1.56
             */
            imbalance: number;
            /**
             * @description Of all images, `#rrggbb`.
             * @example #c9b8a6
             */
            meanColour: string;
            /** @description Images whose files are equal byte for byte. */
            exactDuplicates: {
                /**
                 * @description Images beyond the first of each group: what could be left out.
                 * @example 1
                 */
                images: number;
                /**
                 * @description Their files: the first 20 of each group, of 100 groups at most.
                 * @example [
                 *       [
                 *         "dress/0001.jpg",
                 *         "dress/0001 (copy).jpg"
                 *       ]
                 *     ]
                 */
                groups: string[][];
            };
            /** @description Images that look the same: equal pixels, another size, another compression. */
            nearDuplicates: {
                /**
                 * @description Images beyond the first of each group: what could be left out.
                 * @example 1
                 */
                images: number;
                /**
                 * @description Their files: the first 20 of each group, of 100 groups at most.
                 * @example [
                 *       [
                 *         "dress/0002.jpg",
                 *         "dress/0002-small.jpg"
                 *       ]
                 *     ]
                 */
                groups: string[][];
                /**
                 * @description False if there were too many images to compare all.
                 * @example true
                 */
                complete: boolean;
            };
            /** @description What to mind before training on it; empty if there is nothing. */
            warnings: {
                /**
                 * @description Stable, for programs.
                 * @example rejected_files
                 * @enum {string}
                 */
                code: "too_few_images" | "small_images" | "class_imbalance" | "duplicates" | "rejected_files";
                /**
                 * @description For people.
                 * @example 1 file left out, each with its reason.
                 */
                message: string;
            }[];
        };
        InspectedDataset: {
            /**
             * @description `ds_` and the start of a hash of the content: equal content, equal id.
             * @example ds_7c2f9e0b4a81d65e3f10c9b2
             */
            id: string;
            /**
             * @description As its upload named it, or else its first file.
             * @example autumn
             */
            name: string;
            /**
             * @description The dataset that this one was made of by adding images; it may be deleted by now.
             * @example ds_1b0d6a3c5e7f9a2b4c6d8e0f
             */
            parent: string | null;
            /**
             * @description How many it has.
             * @example 20480
             */
            images: number;
            /** @description Sorted by name, as ImageFolder numbers them. */
            classes: {
                /**
                 * @description Of the class: its folder's.
                 * @example dress
                 */
                name: string;
                /**
                 * @description How many it has.
                 * @example 12480
                 */
                images: number;
            }[];
            /** @description Files of the last upload that are not images, or not usable ones, and why; 1000 at most. */
            rejected: {
                /**
                 * @description Its path in the archive or folder.
                 * @example photos/dress/notes.jpg
                 */
                file: string;
                /**
                 * @description Why it is not used.
                 * @example not an image; only JPEG, PNG, WebP, AVIF and HEIC photos are used
                 */
                reason: string;
            }[];
            /**
             * @description How many there were.
             * @example 1
             */
            rejectedFiles: number;
            /** @description What the last upload chose or did: which folders are the classes, which photos lie outside of them or have another name now, what was skipped. Empty for a dataset of a version that kept none. */
            notes: {
                /**
                 * @description Stable, for programs.
                 * @example class_folders
                 * @enum {string}
                 */
                code: "class_folders" | "splits_joined" | "nested_folders" | "stray_photos" | "renamed_photos" | "repeated_photos" | "replaced_photos" | "alike_classes" | "skipped_files" | "guessed_names" | "changed_names";
                /**
                 * @description For people.
                 * @example The classes are the folders in photos: dress, shirt.
                 */
                message: string;
                /**
                 * @description How many photos it is about; 0 if it is about folders, or files that are none.
                 * @example 0
                 */
                images: number;
                /** @description These photos, the first 100 of them. */
                files: {
                    /**
                     * @description Its path as it was sent.
                     * @example photos/dress/image.jpg
                     */
                    sent: string;
                    /**
                     * @description What the photo is called in the dataset.
                     * @example dress/image (2).jpg
                     */
                    file: string;
                }[];
            }[];
            /**
             * @description Size of the original images.
             * @example 824310022
             */
            bytes: number;
            /**
             * Format: date-time
             * @description When it was uploaded.
             * @example 2026-11-20T09:30:00.000Z
             */
            createdAt: string;
            /** @description What stands out in it. */
            report: components["schemas"]["DatasetReport"];
        };
        Designs: {
            /**
             * @description Id of the checkpoint that made them.
             * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ.480
             */
            checkpoint: string;
            /**
             * @description That of the first design; null where no seed is used.
             * @example 7
             */
            seed: number | null;
            /** @description In the order of the request. */
            designs: {
                /**
                 * @description Its place in the request, from 0.
                 * @example 0
                 */
                index: number;
                /**
                 * @description Makes it alone; null where no seed is used.
                 * @example 7
                 */
                seed: number | null;
                /** @description `POST /generate` with it gives the same bytes again. */
                recipe: components["schemas"]["Recipe"];
                /**
                 * @description Its id in the gallery, if that keeps it.
                 * @example design_01K9YB7V6R8M2XQ4T0C5D3N1WZ_0000
                 */
                id?: string;
                /**
                 * @description The PNG in base64: for `images: base64`.
                 * @example iVBORw0KGgo…
                 */
                png?: string;
                /**
                 * @description Where the PNG can be had: for `images: links`.
                 * @example /generate?recipe=%7B%22checkpoint%22%3A%22job_01K9YB7V6R8M2XQ4T0C5D3N1WZ.480%22%2C%22seed%22%3A7%7D
                 */
                url?: string;
            }[];
        };
        Design: {
            /**
             * @description Ids sort by when the designs were made.
             * @example design_01K9YB7V6R8M2XQ4T0C5D3N1WZ_0000
             */
            id: string;
            /**
             * @description Where its PNG is.
             * @example /designs/design_01K9YB7V6R8M2XQ4T0C5D3N1WZ_0000.png
             */
            url: string;
            /**
             * Format: date-time
             * @description When it was first made.
             * @example 2026-11-20T09:48:05.000Z
             */
            createdAt: string;
            /**
             * @description Id of the job that trained its checkpoint.
             * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
             */
            job: string;
            /**
             * @description Id of the checkpoint that made it.
             * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ.480
             */
            checkpoint: string;
            /**
             * @description Name of the model that it was asked of; null for a job or a checkpoint.
             * @example spring
             */
            model: string | null;
            /**
             * @description What its latents were drawn from; null where no seed was used.
             * @example 7
             */
            seed: number | null;
            /**
             * @description The class, or mix of classes, that was asked for; null if none was.
             * @example dress
             */
            label: (string | {
                [key: string]: number;
            }) | null;
            /** @description `POST /generate` with it gives the same bytes again. */
            recipe: components["schemas"]["Recipe"];
            /**
             * @description Whether somebody starred it.
             * @example true
             */
            starred: boolean;
            /**
             * @description In alphabetical order.
             * @example [
             *       "window"
             *     ]
             */
            tags: string[];
        };
        NetworkSummary: {
            /** @description From the input to the output. */
            layers: {
                /**
                 * @description As PyTorch prints it. LabelEmbedding and LabelProjection: see `conditional`.
                 * @example Conv2d(3, 64, kernel_size=4, stride=2, padding=1, bias=False)
                 */
                layer: string;
                /**
                 * @description [height, width, channels].
                 * @example [
                 *       32,
                 *       32,
                 *       64
                 *     ]
                 */
                outputShape: number[];
                /**
                 * @description Numbers that training changes.
                 * @example 3072
                 */
                parameters: number;
            }[];
            /**
             * @description [height, width, channels] of what the network takes, for one image.
             * @example [
             *       64,
             *       64,
             *       3
             *     ]
             */
            inputShape: number[];
            /**
             * @description Numbers that training changes, of all layers.
             * @example 2765568
             */
            parameters: number;
        };
        Architecture: {
            /** @description Makes images of latents. */
            generator: components["schemas"]["NetworkSummary"];
            /** @description Tells real images from made ones. */
            discriminator: components["schemas"]["NetworkSummary"];
        };
        ModelSummary: {
            /**
             * @description From 1. Numbers are never given twice, also when a model was deleted in between.
             * @example 2
             */
            version: number;
            /**
             * Format: date-time
             * @description When it was made.
             * @example 2026-11-20T09:48:05.000Z
             */
            createdAt: string;
            /**
             * @description Id of the checkpoint.
             * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ.480
             */
            checkpoint: string;
            /**
             * @description Who pointed the model at it, as the client said.
             * @example ada
             */
            by: string | null;
            /**
             * @description Labels of your own, as they were given.
             * @example {
             *       "ticket": "SHOP-42"
             *     }
             */
            metadata: {
                [key: string]: string;
            };
            /**
             * @description The version that it rolled back to; null if it is no roll-back.
             * @example 1
             */
            restores: number | null;
            /**
             * @description Name of the model.
             * @example spring
             */
            name: string;
        };
        Model: {
            /**
             * @description From 1. Numbers are never given twice, also when a model was deleted in between.
             * @example 2
             */
            version: number;
            /**
             * Format: date-time
             * @description When it was made.
             * @example 2026-11-20T09:48:05.000Z
             */
            createdAt: string;
            /**
             * @description Id of the checkpoint.
             * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ.480
             */
            checkpoint: string;
            /**
             * @description Who pointed the model at it, as the client said.
             * @example ada
             */
            by: string | null;
            /**
             * @description Labels of your own, as they were given.
             * @example {
             *       "ticket": "SHOP-42"
             *     }
             */
            metadata: {
                [key: string]: string;
            };
            /**
             * @description The version that it rolled back to; null if it is no roll-back.
             * @example 1
             */
            restores: number | null;
            /**
             * @description Name of the model.
             * @example spring
             */
            name: string;
            /** @description Newest first, at most 100. The checkpoints of the first 5 are held: neither `keepCheckpoints` drops them nor can their jobs be deleted. */
            versions: {
                /**
                 * @description From 1. Numbers are never given twice, also when a model was deleted in between.
                 * @example 2
                 */
                version: number;
                /**
                 * Format: date-time
                 * @description When it was made.
                 * @example 2026-11-20T09:48:05.000Z
                 */
                createdAt: string;
                /**
                 * @description Id of the checkpoint.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ.480
                 */
                checkpoint: string;
                /**
                 * @description Who pointed the model at it, as the client said.
                 * @example ada
                 */
                by: string | null;
                /**
                 * @description Labels of your own, as they were given.
                 * @example {
                 *       "ticket": "SHOP-42"
                 *     }
                 */
                metadata: {
                    [key: string]: string;
                };
                /**
                 * @description The version that it rolled back to; null if it is no roll-back.
                 * @example 1
                 */
                restores: number | null;
            }[];
        };
        UploadStatus: {
            /**
             * @description What the client calls the upload.
             * @example 5f0c1b5e-8f0e-4d6b-9a35-3a5c1c0f7a11
             */
            id: string;
            /**
             * @description `inspecting`: all bytes are here, and each image is decoded once.
             * @example inspecting
             * @enum {string}
             */
            state: "receiving" | "inspecting" | "done" | "failed";
            /**
             * @description Of the files, so far.
             * @example 824310022
             */
            receivedBytes: number;
            /**
             * @description Of the whole request, if it said: a little more than its files.
             * @example 824310544
             */
            totalBytes: number | null;
            /**
             * @description Images, good ones and bad, so far.
             * @example 6500
             */
            inspectedFiles: number;
            /**
             * @description Id of the dataset, once it is `done`.
             * @example ds_7c2f9e0b4a81d65e3f10c9b2
             */
            dataset: string | null;
            /** @description Why it `failed`. */
            error: components["schemas"]["ErrorSummary"] | null;
            /**
             * Format: date-time
             * @description An upload that has not moved for a minute has lost its server.
             * @example 2026-11-20T09:48:05.000Z
             */
            updatedAt: string;
        };
        Webhook: {
            /**
             * @description Id of the webhook.
             * @example wh_01K9YB7V6R8M2XQ4T0C5D3N1WZ
             */
            id: string;
            /**
             * @description Where messages are posted: http or https, at most 2,048 characters, without credentials in it. Addresses inside the operator’s network are refused, here where they are written out, else at each delivery.
             * @example https://shop.example/hooks/atelier
             */
            url: string;
            /**
             * @description The job states that it is told of.
             * @example [
             *       "job.succeeded",
             *       "job.failed"
             *     ]
             */
            events: ("job.queued" | "job.running" | "job.pausing" | "job.paused" | "job.cancelling" | "job.cancelled" | "job.succeeded" | "job.failed")[];
            /**
             * @description What the webhook is for; null if nobody said.
             * @example the web shop
             */
            description: string | null;
            /**
             * @description Whether it is told of anything.
             * @example true
             */
            enabled: boolean;
            /** @description Why it is told of nothing; null while it is enabled. */
            disabled: {
                /**
                 * Format: date-time
                 * @description When it was disabled.
                 * @example 2026-11-20T09:48:05.000Z
                 */
                at: string;
                /**
                 * @description `request`: by `PATCH`. `gone`: its receiver answered 410. `failing`: a message was given up after its last attempt, days after the first, and nothing reached the receiver in all that time. `backlog`: it failed, and 10,000 messages were owed to it.
                 * @example failing
                 * @enum {string}
                 */
                reason: "request" | "gone" | "failing" | "backlog";
            } | null;
            /**
             * @description The first failure since a message was last delivered; null if the last attempt succeeded.
             * @example 2026-11-20T09:48:05.000Z
             */
            failingSince: string | null;
            /**
             * @description When a message was last delivered; null if none ever was.
             * @example 2026-11-20T09:48:05.000Z
             */
            lastDeliveredAt: string | null;
            /**
             * @description Until when the secret before the last rotation signs too; null if it doesn’t.
             * @example 2026-11-21T09:48:05.000Z
             */
            oldSecretUntil: string | null;
            /**
             * Format: date-time
             * @description When it was created.
             * @example 2026-11-20T09:30:00.000Z
             */
            createdAt: string;
        };
        CreatedWebhook: {
            /**
             * @description Id of the webhook.
             * @example wh_01K9YB7V6R8M2XQ4T0C5D3N1WZ
             */
            id: string;
            /**
             * @description Where messages are posted: http or https, at most 2,048 characters, without credentials in it. Addresses inside the operator’s network are refused, here where they are written out, else at each delivery.
             * @example https://shop.example/hooks/atelier
             */
            url: string;
            /**
             * @description The job states that it is told of.
             * @example [
             *       "job.succeeded",
             *       "job.failed"
             *     ]
             */
            events: ("job.queued" | "job.running" | "job.pausing" | "job.paused" | "job.cancelling" | "job.cancelled" | "job.succeeded" | "job.failed")[];
            /**
             * @description What the webhook is for; null if nobody said.
             * @example the web shop
             */
            description: string | null;
            /**
             * @description Whether it is told of anything.
             * @example true
             */
            enabled: boolean;
            /** @description Why it is told of nothing; null while it is enabled. */
            disabled: {
                /**
                 * Format: date-time
                 * @description When it was disabled.
                 * @example 2026-11-20T09:48:05.000Z
                 */
                at: string;
                /**
                 * @description `request`: by `PATCH`. `gone`: its receiver answered 410. `failing`: a message was given up after its last attempt, days after the first, and nothing reached the receiver in all that time. `backlog`: it failed, and 10,000 messages were owed to it.
                 * @example failing
                 * @enum {string}
                 */
                reason: "request" | "gone" | "failing" | "backlog";
            } | null;
            /**
             * @description The first failure since a message was last delivered; null if the last attempt succeeded.
             * @example 2026-11-20T09:48:05.000Z
             */
            failingSince: string | null;
            /**
             * @description When a message was last delivered; null if none ever was.
             * @example 2026-11-20T09:48:05.000Z
             */
            lastDeliveredAt: string | null;
            /**
             * @description Until when the secret before the last rotation signs too; null if it doesn’t.
             * @example 2026-11-21T09:48:05.000Z
             */
            oldSecretUntil: string | null;
            /**
             * Format: date-time
             * @description When it was created.
             * @example 2026-11-20T09:30:00.000Z
             */
            createdAt: string;
            /**
             * @description What its messages are signed with: `whsec_` and 32 random bytes in base64. It is told here and nowhere else.
             * @example whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDazfgh5hKpJE=
             */
            secret: string;
        };
        DeliveryAttempt: {
            /**
             * @description From 1, replays counted on.
             * @example 1
             */
            number: number;
            /**
             * Format: date-time
             * @description When the request was sent.
             * @example 2026-11-20T09:48:05.000Z
             */
            at: string;
            /**
             * @description How long it took, in milliseconds; at most 15,000 or so.
             * @example 84
             */
            durationMs: number;
            /**
             * @description The HTTP status of the answer; null if there was none.
             * @example 503
             */
            status: number | null;
            /**
             * @description Why the attempt failed; null for one that delivered.
             * @example answered 503
             */
            error: string | null;
        };
        Delivery: {
            /**
             * @description The message’s id, sent as `webhook-id` with every attempt; the same for all webhooks that are told.
             * @example msg_01K9YB7V6R8M2XQ4T0C5D3N1WZ
             */
            id: string;
            /**
             * @description Id of the webhook.
             * @example wh_01K9YB7V6R8M2XQ4T0C5D3N1WZ
             */
            webhook: string;
            /**
             * @description What it tells of.
             * @example job.succeeded
             * @enum {string}
             */
            type: "job.queued" | "job.running" | "job.pausing" | "job.paused" | "job.cancelling" | "job.cancelled" | "job.succeeded" | "job.failed" | "ping";
            /**
             * @description Id of the job that it tells of; null for a ping.
             * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
             */
            job: string | null;
            /**
             * @description `pending`: owed, perhaps tried already. `failed`: given up.
             * @example pending
             * @enum {string}
             */
            state: "pending" | "delivered" | "failed";
            /**
             * @description Why it was given up; null if it was not.
             * @example the webhook is disabled
             */
            note: string | null;
            /**
             * Format: date-time
             * @description When what it tells of happened.
             * @example 2026-11-20T09:48:05.000Z
             */
            createdAt: string;
            /**
             * @description When it is tried next. Null if it will not be, or waits for the first attempt of a message before it of the same job.
             * @example 2026-11-20T09:48:05.000Z
             */
            nextAttemptAt: string | null;
            /** @description The newest 20 attempts, oldest first. */
            attempts: components["schemas"]["DeliveryAttempt"][];
            /**
             * @description What is sent: see `WebhookPayload`.
             * @example {
             *       "type": "job.succeeded",
             *       "timestamp": "2026-11-20T09:48:05.000Z",
             *       "data": {
             *         "job": "job_01K9YB7V6R8M2XQ4T0C5D3N1WZ",
             *         "workspace": "default",
             *         "name": "autumn",
             *         "metadata": {
             *           "season": "autumn"
             *         },
             *         "seq": 1204,
             *         "state": "succeeded",
             *         "attempt": 1
             *       }
             *     }
             */
            payload: {
                [key: string]: unknown;
            };
        };
        WebhookPayload: {
            /**
             * @description What happened.
             * @example job.succeeded
             * @enum {string}
             */
            type: "job.queued" | "job.running" | "job.pausing" | "job.paused" | "job.cancelling" | "job.cancelled" | "job.succeeded" | "job.failed";
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2026-11-20T09:48:05.000Z
             */
            timestamp: string;
            /** @description The job, as the event in its log has it. */
            data: {
                /**
                 * @description Id of the job.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                job: string;
                /**
                 * @description The workspace that it belongs to.
                 * @example default
                 */
                workspace: string;
                /**
                 * @description Its name; null for none.
                 * @example autumn
                 */
                name: string | null;
                /**
                 * @description The labels that it was posted with.
                 * @example {
                 *       "season": "autumn"
                 *     }
                 */
                metadata: {
                    [key: string]: string;
                };
                /**
                 * @description Number of the event in the job’s log, from 1. Of two messages of a job, the higher is the later.
                 * @example 1204
                 */
                seq: number;
                /** @description The state that the job is in since. */
                state: components["schemas"]["JobState"];
                /**
                 * @description The execution that it belongs to, from 1.
                 * @example 1
                 */
                attempt?: number;
                /**
                 * @description The step that a running job starts from; 0 for the beginning.
                 * @example 480
                 */
                fromStep?: number;
                /**
                 * @description Why, if not by request.
                 * @example crashed: exit code 137
                 */
                reason?: string;
                /**
                 * @description Why a job is paused.
                 * @example request
                 * @enum {string}
                 */
                pauseReason?: "request" | "storage";
                /** @description Why a job failed. */
                error?: components["schemas"]["ErrorSummary"];
            };
        };
    };
    responses: {
        /**
         * @description - `checkpoint_damaged`: A checkpoint does not match its checksum.
         *     - `internal_error`: The server failed.
         */
        CheckpointDamagedOrInternalError: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "checkpoint_damaged" | "internal_error";
                };
            };
        };
        /**
         * @description - `checkpoint_damaged`: A checkpoint does not match its checksum.
         *     - `sampler_failed`: The sampler could not generate the designs.
         *     - `internal_error`: The server failed.
         */
        CheckpointDamagedOrSamplerFailedOrInternalError: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "checkpoint_damaged" | "sampler_failed" | "internal_error";
                };
            };
        };
        /** @description `checkpoint_not_found`: There is no such checkpoint. */
        CheckpointNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "checkpoint_not_found";
                };
            };
        };
        /** @description `dataset_in_use`: A job that has not ended uses the dataset. */
        DatasetInUse: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "dataset_in_use";
                };
            };
        };
        /** @description `dataset_not_found`: There is no such dataset. */
        DatasetNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "dataset_not_found";
                };
            };
        };
        /**
         * @description - `dataset_not_found`: There is no such dataset.
         *     - `job_not_found`: There is no such job.
         *     - `checkpoint_not_found`: There is no such checkpoint.
         */
        DatasetNotFoundOrJobNotFoundOrCheckpointNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "dataset_not_found" | "job_not_found" | "checkpoint_not_found";
                };
            };
        };
        /** @description `design_lost`: The design and its checkpoint are both gone. */
        DesignLost: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "design_lost";
                };
            };
        };
        /** @description `design_not_found`: There is no such design. */
        DesignNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "design_not_found";
                };
            };
        };
        /**
         * @description - `forbidden`: The key's scopes do not allow this.
         *     - `origin_refused`: Web pages of this origin may not use the service.
         */
        ForbiddenOrOriginRefused: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "forbidden" | "origin_refused";
                };
            };
        };
        /** @description `headers_too_large`: The request has too many or too long headers. */
        HeadersTooLarge: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "headers_too_large";
                };
            };
        };
        /** @description `headers_too_large`: The request has too many or too long headers. */
        HeadersTooLargeUnlimited: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "headers_too_large";
                };
            };
        };
        /** @description `host_refused`: The service is not known by this name. */
        HostRefused: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "host_refused";
                };
            };
        };
        /**
         * @description - `idempotency_in_flight`: A request with the idempotency key is at work.
         *     - `no_checkpoint_yet`: The job has no checkpoint yet.
         *     - `job_not_evaluated`: The job has no best checkpoint: it is not evaluated.
         */
        IdempotencyInFlightOrNoCheckpointYetOrJobNotEvaluated: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "idempotency_in_flight" | "no_checkpoint_yet" | "job_not_evaluated";
                };
            };
        };
        /** @description `internal_error`: The server failed. */
        InternalError: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "internal_error";
                };
            };
        };
        /** @description `internal_error`: The server failed. */
        InternalErrorUnlimited: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "internal_error";
                };
            };
        };
        /** @description `job_not_found`: There is no such job. */
        JobNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "job_not_found";
                };
            };
        };
        /**
         * @description - `job_not_found`: There is no such job.
         *     - `checkpoint_not_found`: There is no such checkpoint.
         *     - `model_not_found`: There is no such model.
         */
        JobNotFoundOrCheckpointNotFoundOrModelNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "job_not_found" | "checkpoint_not_found" | "model_not_found";
                };
            };
        };
        /** @description `job_state_conflict`: The job's state does not allow this. */
        JobStateConflict: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "job_state_conflict";
                };
            };
        };
        /**
         * @description - `job_state_conflict`: The job's state does not allow this.
         *     - `checkpoint_in_use`: A model holds one of the job's checkpoints.
         */
        JobStateConflictOrCheckpointInUse: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "job_state_conflict" | "checkpoint_in_use";
                };
            };
        };
        /**
         * @description - `key_not_found`: There is no such API key.
         *     - `not_found`: There is no such resource.
         */
        KeyNotFoundOrNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "key_not_found" | "not_found";
                };
            };
        };
        /** @description `malformed_request`: The request could not be read. */
        MalformedRequest: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "malformed_request";
                };
            };
        };
        /** @description `malformed_request`: The request could not be read. */
        MalformedRequestUnlimited: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "malformed_request";
                };
            };
        };
        /**
         * @description - `no_checkpoint_yet`: The job has no checkpoint yet.
         *     - `job_not_evaluated`: The job has no best checkpoint: it is not evaluated.
         */
        NoCheckpointYetOrJobNotEvaluated: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "no_checkpoint_yet" | "job_not_evaluated";
                };
            };
        };
        /** @description `no_metrics_yet`: The job has no metrics yet. */
        NoMetricsYet: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "no_metrics_yet";
                };
            };
        };
        /** @description `no_samples_yet`: The job has no sample grids yet. */
        NoSamplesYet: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "no_samples_yet";
                };
            };
        };
        /**
         * @description - `no_worker`: No worker is running.
         *     - `generation_timeout`: The designs were not ready in time.
         *     - `redis_unavailable`: Redis cannot be reached.
         *     - `overloaded`: The server has more requests than it can take.
         *     - `shutting_down`: The server is shutting down.
         */
        NoWorkerOrGenerationTimeoutOrRedisUnavailableOrOverloadedOrShuttingDown: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "no_worker" | "generation_timeout" | "redis_unavailable" | "overloaded" | "shutting_down";
                };
            };
        };
        /** @description `not_acceptable`: None of the accepted media types can be produced. */
        NotAcceptable: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "not_acceptable";
                };
            };
        };
        /** @description `not_found`: There is no such resource. */
        NotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "not_found";
                };
            };
        };
        /**
         * @description - `not_found`: There is no such resource.
         *     - `dataset_not_found`: There is no such dataset.
         */
        NotFoundOrDatasetNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "not_found" | "dataset_not_found";
                };
            };
        };
        /**
         * @description - `not_found`: There is no such resource.
         *     - `dataset_not_found`: There is no such dataset.
         *     - `job_not_found`: There is no such job.
         */
        NotFoundOrDatasetNotFoundOrJobNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "not_found" | "dataset_not_found" | "job_not_found";
                };
            };
        };
        /**
         * @description - `not_found`: There is no such resource.
         *     - `design_not_found`: There is no such design.
         */
        NotFoundOrDesignNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "not_found" | "design_not_found";
                };
            };
        };
        /**
         * @description - `not_found`: There is no such resource.
         *     - `job_not_found`: There is no such job.
         */
        NotFoundOrJobNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "not_found" | "job_not_found";
                };
            };
        };
        /**
         * @description - `not_found`: There is no such resource.
         *     - `job_not_found`: There is no such job.
         *     - `checkpoint_not_found`: There is no such checkpoint.
         */
        NotFoundOrJobNotFoundOrCheckpointNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "not_found" | "job_not_found" | "checkpoint_not_found";
                };
            };
        };
        /**
         * @description - `not_found`: There is no such resource.
         *     - `job_not_found`: There is no such job.
         *     - `checkpoint_not_found`: There is no such checkpoint.
         *     - `model_not_found`: There is no such model.
         */
        NotFoundOrJobNotFoundOrCheckpointNotFoundOrModelNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "not_found" | "job_not_found" | "checkpoint_not_found" | "model_not_found";
                };
            };
        };
        /**
         * @description - `not_found`: There is no such resource.
         *     - `job_not_found`: There is no such job.
         *     - `sample_not_found`: There is no sample grid of that step.
         */
        NotFoundOrJobNotFoundOrSampleNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "not_found" | "job_not_found" | "sample_not_found";
                };
            };
        };
        /**
         * @description - `not_found`: There is no such resource.
         *     - `model_not_found`: There is no such model.
         */
        NotFoundOrModelNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "not_found" | "model_not_found";
                };
            };
        };
        /**
         * @description - `not_found`: There is no such resource.
         *     - `webhook_not_found`: There is no such webhook.
         */
        NotFoundOrWebhookNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "not_found" | "webhook_not_found";
                };
            };
        };
        /**
         * @description - `not_found`: There is no such resource.
         *     - `webhook_not_found`: There is no such webhook.
         *     - `delivery_not_found`: There is no such delivery of the webhook.
         */
        NotFoundOrWebhookNotFoundOrDeliveryNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "not_found" | "webhook_not_found" | "delivery_not_found";
                };
            };
        };
        /** @description `overloaded`: The server has more requests than it can take. */
        OverloadedUnlimited: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "overloaded";
                };
            };
        };
        /** @description `payload_too_large`: The request body is too large. */
        PayloadTooLarge: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "payload_too_large";
                };
            };
        };
        /** @description `precondition_failed`: What is there is not as the request wants it to be. */
        PreconditionFailed: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "precondition_failed";
                };
            };
        };
        /** @description `precondition_failed`: What is there is not as the request wants it to be. */
        PreconditionFailedUnlimited: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "precondition_failed";
                };
            };
        };
        /** @description `range_not_satisfiable`: The file does not have the bytes of this range. */
        RangeNotSatisfiable: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "range_not_satisfiable";
                };
            };
        };
        /** @description `range_not_satisfiable`: The file does not have the bytes of this range. */
        RangeNotSatisfiableUnlimited: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "range_not_satisfiable";
                };
            };
        };
        /** @description `rate_limited`: The key has had its share of requests for now. */
        RateLimited: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "rate_limited";
                };
            };
        };
        /**
         * @description - `rate_limited`: The key has had its share of requests for now.
         *     - `quota_exceeded`: The workspace's quota is used up.
         */
        RateLimitedOrQuotaExceeded: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "rate_limited" | "quota_exceeded";
                };
            };
        };
        /** @description `redis_unavailable`: Redis cannot be reached. */
        RedisUnavailable: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "redis_unavailable";
                };
            };
        };
        /**
         * @description - `redis_unavailable`: Redis cannot be reached.
         *     - `overloaded`: The server has more requests than it can take.
         */
        RedisUnavailableOrOverloaded: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "redis_unavailable" | "overloaded";
                };
            };
        };
        /**
         * @description - `redis_unavailable`: Redis cannot be reached.
         *     - `overloaded`: The server has more requests than it can take.
         *     - `shutting_down`: The server is shutting down.
         */
        RedisUnavailableOrOverloadedOrShuttingDown: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "redis_unavailable" | "overloaded" | "shutting_down";
                };
            };
        };
        /**
         * @description - `redis_unavailable`: Redis cannot be reached.
         *     - `overloaded`: The server has more requests than it can take.
         *     - `shutting_down`: The server is shutting down.
         */
        RedisUnavailableOrOverloadedOrShuttingDownUnlimited: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "redis_unavailable" | "overloaded" | "shutting_down";
                };
            };
        };
        /** @description `request_timeout`: The request took too long to arrive. */
        RequestTimeout: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "request_timeout";
                };
            };
        };
        /** @description `storage_unavailable`: The store cannot be read or written. */
        StorageUnavailable: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "storage_unavailable";
                };
            };
        };
        /** @description `storage_unavailable`: The store cannot be read or written. */
        StorageUnavailableUnlimited: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "storage_unavailable";
                };
            };
        };
        /** @description `unauthenticated`: A valid API key is needed. */
        Unauthenticated: {
            headers: {
                "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "unauthenticated";
                };
            };
        };
        /** @description `unsupported_media_type`: The media type of the body is not supported. */
        UnsupportedMediaType: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "unsupported_media_type";
                };
            };
        };
        /** @description `validation_failed`: The request has wrong or unknown fields. */
        ValidationFailed: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "validation_failed";
                };
            };
        };
        /**
         * @description - `validation_failed`: The request has wrong or unknown fields.
         *     - `dataset_empty`: The dataset holds no usable image.
         *     - `archive_invalid`: The zip archive is damaged or not allowed.
         */
        ValidationFailedOrDatasetEmptyOrArchiveInvalid: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "validation_failed" | "dataset_empty" | "archive_invalid";
                };
            };
        };
        /**
         * @description - `validation_failed`: The request has wrong or unknown fields.
         *     - `export_impossible`: The checkpoint cannot be written in this format.
         */
        ValidationFailedOrExportImpossible: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "validation_failed" | "export_impossible";
                };
            };
        };
        /**
         * @description - `validation_failed`: The request has wrong or unknown fields.
         *     - `too_many_devices`: No worker has as many devices as ngpu asks for.
         *     - `idempotency_key_reused`: The idempotency key came with another request.
         */
        ValidationFailedOrTooManyDevicesOrIdempotencyKeyReused: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "validation_failed" | "too_many_devices" | "idempotency_key_reused";
                };
            };
        };
        /**
         * @description - `validation_failed`: The request has wrong or unknown fields.
         *     - `weights_invalid`: The weights are not those of the tutorial's networks.
         */
        ValidationFailedOrWeightsInvalid: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "validation_failed" | "weights_invalid";
                };
            };
        };
        /** @description `validation_failed`: The request has wrong or unknown fields. */
        ValidationFailedUnlimited: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "validation_failed";
                };
            };
        };
        /** @description `webhook_disabled`: The webhook is disabled. */
        WebhookDisabled: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "webhook_disabled";
                };
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description Names the request in problems, logs and the audit log. */
        "X-Request-Id": string;
        /** @description Requests a minute, where they are limited. */
        "RateLimit-Limit": number;
        /** @description Requests that are left of them. */
        "RateLimit-Remaining": number;
        /** @description Seconds until there are as many again. */
        "RateLimit-Reset": number;
        /** @description Seconds after which the same request may succeed. */
        "Retry-After": number;
        /** @description How a key is sent, as RFC 6750 has it. */
        "WWW-Authenticate": string;
        /** @description Where to go: what was made, or the file. */
        Location: string;
        /** @description Changes with the content. */
        ETag: string;
        /** @description Parts can be asked for with `Range`. */
        "Accept-Ranges": "bytes";
        /** @description Which bytes of the file these are, and how many it has. */
        "Content-Range": string;
        /** @description A name for the file. */
        "Content-Disposition": string;
        /** @description Given with an answer that an equal request with this `Idempotency-Key` had before. */
        "Idempotent-Replayed": "true";
        /** @description Id of the checkpoint that was used. */
        "X-Atelier-Checkpoint": string;
        /** @description Seed of the first design, if it has one. */
        "X-Atelier-Seed": number;
        /** @description Recipe of the first design, unless it is longer than 4 KiB. */
        "X-Atelier-Recipe": string;
        /** @description Id of the first design in the gallery, if that keeps it. */
        "X-Atelier-Design": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listDatasets: {
        parameters: {
            query?: {
                /**
                 * @description Items on a page.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description `nextCursor` of the page before.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the datasets. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The page. */
                        items: components["schemas"]["Dataset"][];
                        /**
                         * @description The `cursor` of the next page; null on the last one.
                         * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                         */
                        nextCursor: string | null;
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    createDataset: {
        parameters: {
            query?: {
                /**
                 * @description A name for the upload, for `GET /uploads/{id}`, such as a UUID.
                 * @example 5f0c1b5e-8f0e-4d6b-9a35-3a5c1c0f7a11
                 */
                upload?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * @description What the dataset is called; by default as its first file.
                     * @example autumn
                     */
                    name?: string;
                    /**
                     * @description Class of the files after it; may come again.
                     * @example dress
                     */
                    label?: string;
                    /**
                     * @description Zips with one folder per class, or images: JPEG, PNG, WebP, AVIF or HEIC. Up to 10,000 files, `MAX_UPLOAD_BYTES` together.
                     * @example [
                     *       "(bytes)"
                     *     ]
                     */
                    file: string[];
                };
            };
        };
        responses: {
            /** @description A dataset that was there before. */
            200: {
                headers: {
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dataset"];
                };
            };
            /** @description The dataset. */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dataset"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["DatasetNotFound"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailedOrDatasetEmptyOrArchiveInvalid"];
            429: components["responses"]["RateLimitedOrQuotaExceeded"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloadedOrShuttingDown"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    getDataset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the dataset.
                 * @example ds_7c2f9e0b4a81d65e3f10c9b2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The dataset. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InspectedDataset"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrDatasetNotFound"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    deleteDataset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the dataset.
                 * @example ds_7c2f9e0b4a81d65e3f10c9b2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrDatasetNotFound"];
            409: components["responses"]["DatasetInUse"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    listDatasetImages: {
        parameters: {
            query?: {
                /**
                 * @description Items on a page.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description `nextCursor` of the page before.
                 * @example 50
                 */
                cursor?: number;
                /**
                 * @description Only images of this class.
                 * @example dress
                 */
                label?: string;
            };
            header?: never;
            path: {
                /**
                 * @description Id of the dataset.
                 * @example ds_7c2f9e0b4a81d65e3f10c9b2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the images. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The page. */
                        items: components["schemas"]["DatasetImage"][];
                        /**
                         * @description The `cursor` of the next page; null on the last one.
                         * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                         */
                        nextCursor: string | null;
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrDatasetNotFound"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    addDatasetImages: {
        parameters: {
            query?: {
                /**
                 * @description A name for the upload, for `GET /uploads/{id}`, such as a UUID.
                 * @example 5f0c1b5e-8f0e-4d6b-9a35-3a5c1c0f7a11
                 */
                upload?: string;
                /**
                 * @description A photo takes the place of one of the same class and file name; otherwise both are kept.
                 * @example true
                 */
                replace?: "true";
            };
            header?: never;
            path: {
                /**
                 * @description Id of the dataset.
                 * @example ds_7c2f9e0b4a81d65e3f10c9b2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * @description What the dataset is called; by default as its first file.
                     * @example autumn
                     */
                    name?: string;
                    /**
                     * @description Class of the files after it; may come again.
                     * @example dress
                     */
                    label?: string;
                    /**
                     * @description Zips with one folder per class, or images: JPEG, PNG, WebP, AVIF or HEIC. Up to 10,000 files, `MAX_UPLOAD_BYTES` together.
                     * @example [
                     *       "(bytes)"
                     *     ]
                     */
                    file: string[];
                };
            };
        };
        responses: {
            /** @description A dataset that was there before. */
            200: {
                headers: {
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dataset"];
                };
            };
            /** @description The dataset. */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dataset"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrDatasetNotFound"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailedOrDatasetEmptyOrArchiveInvalid"];
            429: components["responses"]["RateLimitedOrQuotaExceeded"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloadedOrShuttingDown"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    getUpload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description What the client called the upload.
                 * @example 5f0c1b5e-8f0e-4d6b-9a35-3a5c1c0f7a11
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How far it is. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadStatus"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFound"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    getThumbnail: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the dataset.
                 * @example ds_7c2f9e0b4a81d65e3f10c9b2
                 */
                id: string;
                /**
                 * @description Place of the image in the dataset, from 0.
                 * @example 0
                 */
                index: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The thumbnail. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "image/webp": string;
                };
            };
            /** @description The part of it that `Range` names. */
            206: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "Content-Range": components["headers"]["Content-Range"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "image/webp": string;
                };
            };
            /** @description It is as the `ETag` in `If-None-Match` says. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrDatasetNotFound"];
            412: components["responses"]["PreconditionFailed"];
            416: components["responses"]["RangeNotSatisfiable"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    getDatasetPreview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the dataset.
                 * @example ds_7c2f9e0b4a81d65e3f10c9b2
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The grid. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                };
            };
            /** @description The part of it that `Range` names. */
            206: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "Content-Range": components["headers"]["Content-Range"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                };
            };
            /** @description It is as the `ETag` in `If-None-Match` says. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrDatasetNotFound"];
            412: components["responses"]["PreconditionFailed"];
            416: components["responses"]["RangeNotSatisfiable"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    listJobs: {
        parameters: {
            query?: {
                /**
                 * @description Items on a page.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description `nextCursor` of the page before.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                cursor?: string;
                /**
                 * @description Only jobs that are in this state.
                 * @example running
                 */
                state?: "queued" | "running" | "pausing" | "paused" | "cancelling" | "cancelled" | "succeeded" | "failed";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the jobs. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The page. */
                        items: components["schemas"]["Job"][];
                        /**
                         * @description The `cursor` of the next page; null on the last one.
                         * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                         */
                        nextCursor: string | null;
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    createJob: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to repeat: for 24 hours an equal one gets the same answer, and no second job.
                 * @example 0c1f7f0e-5d0b-4f0e-9d3b-1f6d3d2b7a55
                 */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateJob"];
            };
        };
        responses: {
            /** @description The job. */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["DatasetNotFoundOrJobNotFoundOrCheckpointNotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["IdempotencyInFlightOrNoCheckpointYetOrJobNotEvaluated"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailedOrTooManyDevicesOrIdempotencyKeyReused"];
            429: components["responses"]["RateLimitedOrQuotaExceeded"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["CheckpointDamagedOrInternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    getJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the job.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrJobNotFound"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    deleteJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the job.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrJobNotFound"];
            409: components["responses"]["JobStateConflictOrCheckpointInUse"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    updateJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the job.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateJob"];
            };
        };
        responses: {
            /** @description The job as it is now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrJobNotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["JobStateConflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    listJobEvents: {
        parameters: {
            query?: {
                /**
                 * @description Events on a page.
                 * @example 500
                 */
                limit?: number;
                /**
                 * @description A `seq`, or `nextCursor`: only later events are listed.
                 * @example 41
                 */
                cursor?: number;
            };
            header?: never;
            path: {
                /**
                 * @description Id of the job.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the log. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The page. */
                        items: components["schemas"]["JobEvent"][];
                        /**
                         * @description The `cursor` of the next page; null on the last one.
                         * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                         */
                        nextCursor: string | null;
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrJobNotFound"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    cancelJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the job.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never> | null;
            };
        };
        responses: {
            /** @description The job as it is now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrJobNotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["JobStateConflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    pauseJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the job.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never> | null;
            };
        };
        responses: {
            /** @description The job as it is now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrJobNotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["JobStateConflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    resumeJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the job.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never> | null;
            };
        };
        responses: {
            /** @description The job as it is now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrJobNotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["JobStateConflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    retryJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the job.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never> | null;
            };
        };
        responses: {
            /** @description The job as it is now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrDatasetNotFoundOrJobNotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["JobStateConflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimitedOrQuotaExceeded"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    extendJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the job.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExtendJob"];
            };
        };
        responses: {
            /** @description The job as it is now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrDatasetNotFoundOrJobNotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["JobStateConflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimitedOrQuotaExceeded"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    getJobMetrics: {
        parameters: {
            query?: {
                /**
                 * @description In place of `Accept`; JSON where neither asks for CSV.
                 * @example csv
                 */
                format?: "json" | "csv";
                /**
                 * @description JSON holds at most so many steps; of a longer run, those that keep the shape of both losses (LTTB).
                 * @example 1000
                 */
                points?: number;
            };
            header?: never;
            path: {
                /**
                 * @description Id of the job.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The steps. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description By step. */
                        steps: components["schemas"]["Step"][];
                        /** @description Every evaluation of a checkpoint, also of those that were dropped; none without `evaluateImages`. */
                        quality: components["schemas"]["QualityOfStep"][];
                        /**
                         * @description Steps of the whole history; more than are here where it was thinned out.
                         * @example 6400
                         */
                        total: number;
                    };
                    "text/csv": string;
                };
            };
            /** @description The part of it that `Range` names. */
            206: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description It is as the `ETag` in `If-None-Match` says. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrJobNotFound"];
            406: components["responses"]["NotAcceptable"];
            412: components["responses"]["PreconditionFailed"];
            416: components["responses"]["RangeNotSatisfiable"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    getLossPlotSvg: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the job.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The plot. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": string;
                };
            };
            /** @description The part of it that `Range` names. */
            206: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "Content-Range": components["headers"]["Content-Range"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": string;
                };
            };
            /** @description It is as the `ETag` in `If-None-Match` says. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrJobNotFound"];
            409: components["responses"]["NoMetricsYet"];
            412: components["responses"]["PreconditionFailed"];
            416: components["responses"]["RangeNotSatisfiable"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    getLossPlotPng: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the job.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The plot. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                };
            };
            /** @description The part of it that `Range` names. */
            206: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "Content-Range": components["headers"]["Content-Range"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                };
            };
            /** @description It is as the `ETag` in `If-None-Match` says. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrJobNotFound"];
            409: components["responses"]["NoMetricsYet"];
            412: components["responses"]["PreconditionFailed"];
            416: components["responses"]["RangeNotSatisfiable"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    listSamples: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the job.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Steps, and where their grids are. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description By step. */
                        items: {
                            /**
                             * @description Steps done when the grid was made.
                             * @example 480
                             */
                            step: number;
                            /**
                             * @description Where the grid is, a PNG.
                             * @example /jobs/job_01K9YB7V6R8M2XQ4T0C5D3N1WZ/samples/480.png
                             */
                            url: string;
                        }[];
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrJobNotFound"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    getSample: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the job.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
                /**
                 * @description Steps done.
                 * @example 480
                 */
                step: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 8×8 designs. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                };
            };
            /** @description The part of it that `Range` names. */
            206: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "Content-Range": components["headers"]["Content-Range"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                };
            };
            /** @description It is as the `ETag` in `If-None-Match` says. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrJobNotFoundOrSampleNotFound"];
            412: components["responses"]["PreconditionFailed"];
            416: components["responses"]["RangeNotSatisfiable"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    getTimelapseWebP: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the job.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The animation. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "image/webp": string;
                };
            };
            /** @description The part of it that `Range` names. */
            206: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "Content-Range": components["headers"]["Content-Range"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "image/webp": string;
                };
            };
            /** @description It is as the `ETag` in `If-None-Match` says. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrJobNotFoundOrSampleNotFound"];
            409: components["responses"]["NoSamplesYet"];
            412: components["responses"]["PreconditionFailed"];
            416: components["responses"]["RangeNotSatisfiable"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    getTimelapseGif: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the job.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The animation. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "image/gif": string;
                };
            };
            /** @description The part of it that `Range` names. */
            206: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "Content-Range": components["headers"]["Content-Range"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "image/gif": string;
                };
            };
            /** @description It is as the `ETag` in `If-None-Match` says. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrJobNotFoundOrSampleNotFound"];
            409: components["responses"]["NoSamplesYet"];
            412: components["responses"]["PreconditionFailed"];
            416: components["responses"]["RangeNotSatisfiable"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    listCheckpoints: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the job.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The checkpoints. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Oldest first. */
                        items: components["schemas"]["Checkpoint"][];
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrJobNotFound"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    getCheckpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the job.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
                /**
                 * @description That of a step, `best` or `last`: what it stands for then may be another checkpoint later.
                 * @example best
                 */
                step: ("best" | "last") | number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The checkpoint. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checkpoint"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrJobNotFoundOrCheckpointNotFound"];
            409: components["responses"]["NoCheckpointYetOrJobNotEvaluated"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    getArchitecture: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the job.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The networks. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Architecture"];
                    "text/plain": string;
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrJobNotFound"];
            406: components["responses"]["NotAcceptable"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    exportGeneratorSafetensors: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the job.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
                /**
                 * @description That of a step, `best` or `last`: what it stands for then may be another checkpoint later.
                 * @example best
                 */
                step: ("best" | "last") | number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The part of it that `Range` names. */
            206: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "Content-Range": components["headers"]["Content-Range"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description It is as the `ETag` in `If-None-Match` says. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrJobNotFoundOrCheckpointNotFound"];
            409: components["responses"]["NoCheckpointYetOrJobNotEvaluated"];
            412: components["responses"]["PreconditionFailed"];
            416: components["responses"]["RangeNotSatisfiable"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailedOrExportImpossible"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["CheckpointDamagedOrInternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    exportDiscriminatorSafetensors: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the job.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
                /**
                 * @description That of a step, `best` or `last`: what it stands for then may be another checkpoint later.
                 * @example best
                 */
                step: ("best" | "last") | number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The part of it that `Range` names. */
            206: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "Content-Range": components["headers"]["Content-Range"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description It is as the `ETag` in `If-None-Match` says. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrJobNotFoundOrCheckpointNotFound"];
            409: components["responses"]["NoCheckpointYetOrJobNotEvaluated"];
            412: components["responses"]["PreconditionFailed"];
            416: components["responses"]["RangeNotSatisfiable"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailedOrExportImpossible"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["CheckpointDamagedOrInternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    exportGeneratorOnnx: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the job.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
                /**
                 * @description That of a step, `best` or `last`: what it stands for then may be another checkpoint later.
                 * @example best
                 */
                step: ("best" | "last") | number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The part of it that `Range` names. */
            206: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "Content-Range": components["headers"]["Content-Range"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description It is as the `ETag` in `If-None-Match` says. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrJobNotFoundOrCheckpointNotFound"];
            409: components["responses"]["NoCheckpointYetOrJobNotEvaluated"];
            412: components["responses"]["PreconditionFailed"];
            416: components["responses"]["RangeNotSatisfiable"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailedOrExportImpossible"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["CheckpointDamagedOrInternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    exportDiscriminatorOnnx: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the job.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
                /**
                 * @description That of a step, `best` or `last`: what it stands for then may be another checkpoint later.
                 * @example best
                 */
                step: ("best" | "last") | number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The part of it that `Range` names. */
            206: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "Content-Range": components["headers"]["Content-Range"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description It is as the `ETag` in `If-None-Match` says. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrJobNotFoundOrCheckpointNotFound"];
            409: components["responses"]["NoCheckpointYetOrJobNotEvaluated"];
            412: components["responses"]["PreconditionFailed"];
            416: components["responses"]["RangeNotSatisfiable"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailedOrExportImpossible"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["CheckpointDamagedOrInternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    exportGeneratorTfjsZip: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the job.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
                /**
                 * @description That of a step, `best` or `last`: what it stands for then may be another checkpoint later.
                 * @example best
                 */
                step: ("best" | "last") | number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            /** @description The part of it that `Range` names. */
            206: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "Content-Range": components["headers"]["Content-Range"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            /** @description It is as the `ETag` in `If-None-Match` says. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrJobNotFoundOrCheckpointNotFound"];
            409: components["responses"]["NoCheckpointYetOrJobNotEvaluated"];
            412: components["responses"]["PreconditionFailed"];
            416: components["responses"]["RangeNotSatisfiable"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailedOrExportImpossible"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["CheckpointDamagedOrInternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    importWeights: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * @description What the job is called.
                     * @example from the notebook
                     */
                    name?: string;
                    /**
                     * Format: binary
                     * @description The generator's `state_dict`, as safetensors.
                     * @example (bytes)
                     */
                    generator: string;
                    /**
                     * Format: binary
                     * @description The discriminator's.
                     * @example (bytes)
                     */
                    discriminator?: string;
                };
            };
        };
        responses: {
            /** @description The job. */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailedOrWeightsInvalid"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    downloadWeights: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the job.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
                /**
                 * @description That of a step, `best` or `last`: what it stands for then may be another checkpoint later.
                 * @example best
                 */
                step: ("best" | "last") | number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The part of it that `Range` names. */
            206: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "Content-Range": components["headers"]["Content-Range"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description Fetch it from `Location`, without credentials. */
            302: {
                headers: {
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is as the `ETag` in `If-None-Match` says. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrJobNotFoundOrCheckpointNotFound"];
            409: components["responses"]["NoCheckpointYetOrJobNotEvaluated"];
            412: components["responses"]["PreconditionFailed"];
            416: components["responses"]["RangeNotSatisfiable"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["CheckpointDamagedOrInternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    streamJob: {
        parameters: {
            query?: {
                /**
                 * @description For a WebSocket: `true` has a `heartbeat` sent every 20 seconds, by which a page knows that the connection is alive; `false` by default. Server-sent events have a comment as often in any case.
                 * @example true
                 */
                heartbeats?: "true" | "false";
                /**
                 * @description Only events with a greater `seq` are sent; 0 by default.
                 * @example 41
                 */
                after?: number;
                /**
                 * @description From `POST /tickets`, in place of a key.
                 * @example kR2x…
                 */
                ticket?: string;
            };
            header?: {
                /**
                 * @description Where a browser goes on, over `after`.
                 * @example 41
                 */
                "last-event-id"?: number;
            };
            path: {
                /**
                 * @description Id of the job.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-sent events. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description The job has ended, and its last event is that of `Last-Event-ID`. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrJobNotFound"];
            406: components["responses"]["NotAcceptable"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailable"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    listModels: {
        parameters: {
            query?: {
                /**
                 * @description Items on a page.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description `nextCursor` of the page before.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the models. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The page. */
                        items: components["schemas"]["ModelSummary"][];
                        /**
                         * @description The `cursor` of the next page; null on the last one.
                         * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                         */
                        nextCursor: string | null;
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    getModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Name of the model.
                 * @example spring
                 */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The model. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrModelNotFound"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    putModel: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Change it only if its ETag is one of these; `*`: only if it exists.
                 * @example "2"
                 */
                "if-match"?: string;
                /**
                 * @description `*`: create it, and change none that exists.
                 * @example *
                 */
                "if-none-match"?: "*";
            };
            path: {
                /**
                 * @description Name of the model: 1 to 63 lower-case letters, digits, dots, dashes and underscores.
                 * @example spring
                 */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutModel"];
            };
        };
        responses: {
            /** @description The model as it is now. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            /** @description The model, which is new. */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrJobNotFoundOrCheckpointNotFoundOrModelNotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["NoCheckpointYetOrJobNotEvaluated"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    deleteModel: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Change it only if its ETag is one of these; `*`: only if it exists.
                 * @example "2"
                 */
                "if-match"?: string;
            };
            path: {
                /**
                 * @description Name of the model.
                 * @example spring
                 */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrModelNotFound"];
            412: components["responses"]["PreconditionFailed"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    generateFromRecipe: {
        parameters: {
            query: {
                /**
                 * @description A recipe, as JSON.
                 * @example {"checkpoint":"job_01K9YB7V6R8M2XQ4T0C5D3N1WZ.480","seed":7}
                 */
                recipe: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The design. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "X-Atelier-Checkpoint": components["headers"]["X-Atelier-Checkpoint"];
                    "X-Atelier-Seed": components["headers"]["X-Atelier-Seed"];
                    "X-Atelier-Recipe": components["headers"]["X-Atelier-Recipe"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                };
            };
            /** @description The part of it that `Range` names. */
            206: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "Content-Range": components["headers"]["Content-Range"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                };
            };
            /** @description It is as the `ETag` in `If-None-Match` says. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["CheckpointNotFound"];
            412: components["responses"]["PreconditionFailed"];
            416: components["responses"]["RangeNotSatisfiable"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimitedOrQuotaExceeded"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["CheckpointDamagedOrSamplerFailedOrInternalError"];
            503: components["responses"]["NoWorkerOrGenerationTimeoutOrRedisUnavailableOrOverloadedOrShuttingDown"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    generateDesigns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Generate"];
            };
        };
        responses: {
            /** @description The designs. */
            200: {
                headers: {
                    "X-Atelier-Checkpoint": components["headers"]["X-Atelier-Checkpoint"];
                    "X-Atelier-Seed": components["headers"]["X-Atelier-Seed"];
                    "X-Atelier-Recipe": components["headers"]["X-Atelier-Recipe"];
                    "X-Atelier-Design": components["headers"]["X-Atelier-Design"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                    "application/zip": string;
                    "application/json": components["schemas"]["Designs"];
                    "image/webp": string;
                    "image/gif": string;
                    "image/tiff": string;
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["JobNotFoundOrCheckpointNotFoundOrModelNotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["NoCheckpointYetOrJobNotEvaluated"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimitedOrQuotaExceeded"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["CheckpointDamagedOrSamplerFailedOrInternalError"];
            503: components["responses"]["NoWorkerOrGenerationTimeoutOrRedisUnavailableOrOverloadedOrShuttingDown"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    listDesigns: {
        parameters: {
            query?: {
                /**
                 * @description Items on a page.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description `nextCursor` of the page before.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                cursor?: string;
                /**
                 * @description Made by a checkpoint of this job.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                job?: string;
                /**
                 * @description Asked of this model.
                 * @example spring
                 */
                model?: string;
                /**
                 * @description Of this class, or of a mix that it has a part in.
                 * @example dress
                 */
                label?: string;
                /**
                 * @description With this tag.
                 * @example window
                 */
                tag?: string;
                /**
                 * @description Only designs with a star.
                 * @example true
                 */
                starred?: "true";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the designs. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The page. */
                        items: components["schemas"]["Design"][];
                        /**
                         * @description The `cursor` of the next page; null on the last one.
                         * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                         */
                        nextCursor: string | null;
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    getDesign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the design.
                 * @example design_01K9YB7V6R8M2XQ4T0C5D3N1WZ_0000
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The design. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Design"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrDesignNotFound"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    deleteDesign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the design.
                 * @example design_01K9YB7V6R8M2XQ4T0C5D3N1WZ_0000
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrDesignNotFound"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    updateDesign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the design.
                 * @example design_01K9YB7V6R8M2XQ4T0C5D3N1WZ_0000
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateDesign"];
            };
        };
        responses: {
            /** @description The design as it is now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Design"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrDesignNotFound"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    getDesignImage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the design.
                 * @example design_01K9YB7V6R8M2XQ4T0C5D3N1WZ_0000
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The design. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                };
            };
            /** @description The part of it that `Range` names. */
            206: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "Content-Range": components["headers"]["Content-Range"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                };
            };
            /** @description It is as the `ETag` in `If-None-Match` says. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrDesignNotFound"];
            410: components["responses"]["DesignLost"];
            412: components["responses"]["PreconditionFailed"];
            416: components["responses"]["RangeNotSatisfiable"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["CheckpointDamagedOrSamplerFailedOrInternalError"];
            503: components["responses"]["NoWorkerOrGenerationTimeoutOrRedisUnavailableOrOverloadedOrShuttingDown"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    downloadDesigns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DownloadDesigns"];
            };
        };
        responses: {
            /** @description A PNG of each, named by its id. */
            200: {
                headers: {
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["DesignNotFound"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    listKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Oldest first. */
                        items: components["schemas"]["ApiKey"][];
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateKey"];
            };
        };
        responses: {
            /** @description The key. */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedKey"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the key: its second part.
                 * @example k7m2xq9t
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["KeyNotFoundOrNotFound"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    createTicket: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTicket"];
            };
        };
        responses: {
            /** @description The ticket. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["JobNotFound"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    listWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhooks. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description All of them. */
                        items: components["schemas"]["Webhook"][];
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateWebhook"];
            };
        };
        responses: {
            /** @description The webhook, with its secret. */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedWebhook"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimitedOrQuotaExceeded"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the webhook.
                 * @example wh_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrWebhookNotFound"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the webhook.
                 * @example wh_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrWebhookNotFound"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    updateWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the webhook.
                 * @example wh_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateWebhook"];
            };
        };
        responses: {
            /** @description The webhook as it is now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrWebhookNotFound"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the webhook.
                 * @example wh_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RotateSecret"] | null;
            };
        };
        responses: {
            /** @description The webhook, with its new secret. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedWebhook"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrWebhookNotFound"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                /**
                 * @description Items on a page.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description `nextCursor` of the page before.
                 * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                cursor?: string;
            };
            header?: never;
            path: {
                /**
                 * @description Id of the webhook.
                 * @example wh_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Some of them. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The page. */
                        items: components["schemas"]["Delivery"][];
                        /**
                         * @description The `cursor` of the next page; null on the last one.
                         * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                         */
                        nextCursor: string | null;
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrWebhookNotFound"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    getDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the webhook.
                 * @example wh_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
                /**
                 * @description Id of the message, as `webhook-id` has it.
                 * @example msg_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                deliveryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrWebhookNotFoundOrDeliveryNotFound"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    replayDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the webhook.
                 * @example wh_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
                /**
                 * @description Id of the message, as `webhook-id` has it.
                 * @example msg_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                deliveryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery, which is owed again. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrWebhookNotFoundOrDeliveryNotFound"];
            409: components["responses"]["WebhookDisabled"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the webhook.
                 * @example wh_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery, which is owed. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            404: components["responses"]["NotFoundOrWebhookNotFound"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    listAuditEntries: {
        parameters: {
            query?: {
                /**
                 * @description Items on a page.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description `nextCursor` of the page before.
                 * @example 1795340885000-0
                 */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the log. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The page. */
                        items: components["schemas"]["AuditEntry"][];
                        /**
                         * @description The `cursor` of the next page; null on the last one.
                         * @example job_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                         */
                        nextCursor: string | null;
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailableOrOverloaded"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description The process answers.
                         * @enum {string}
                         */
                        status: "ok";
                        /**
                         * @description Of Atelier.
                         * @example 0.1.0
                         */
                        version: string;
                    };
                };
            };
            400: components["responses"]["MalformedRequestUnlimited"];
            422: components["responses"]["ValidationFailedUnlimited"];
            431: components["responses"]["HeadersTooLargeUnlimited"];
            500: components["responses"]["InternalErrorUnlimited"];
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It can. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description Redis can be reached, and DATA_DIR written.
                         * @enum {string}
                         */
                        status: "ready";
                        /**
                         * @description Names of the workers that are up.
                         * @example [
                         *       "worker-1-4711"
                         *     ]
                         */
                        workers: string[];
                        /**
                         * @description Jobs in the queue.
                         * @example 2
                         */
                        waitingJobs: number;
                    };
                };
            };
            400: components["responses"]["MalformedRequestUnlimited"];
            422: components["responses"]["ValidationFailedUnlimited"];
            431: components["responses"]["HeadersTooLargeUnlimited"];
            500: components["responses"]["InternalErrorUnlimited"];
            503: components["responses"]["RedisUnavailableOrOverloadedOrShuttingDownUnlimited"];
            507: components["responses"]["StorageUnavailableUnlimited"];
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Prometheus's text format. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "RateLimit-Limit": components["headers"]["RateLimit-Limit"];
                    "RateLimit-Remaining": components["headers"]["RateLimit-Remaining"];
                    "RateLimit-Reset": components["headers"]["RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrOriginRefused"];
            421: components["responses"]["HostRefused"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RedisUnavailable"];
            507: components["responses"]["StorageUnavailable"];
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OpenAPI 3.1. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description Version of OpenAPI.
                         * @example 3.1.0
                         */
                        openapi: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description The part of it that `Range` names. */
            206: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "Content-Range": components["headers"]["Content-Range"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description It is as the `ETag` in `If-None-Match` says. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedRequestUnlimited"];
            412: components["responses"]["PreconditionFailedUnlimited"];
            416: components["responses"]["RangeNotSatisfiableUnlimited"];
            422: components["responses"]["ValidationFailedUnlimited"];
            431: components["responses"]["HeadersTooLargeUnlimited"];
            500: components["responses"]["InternalErrorUnlimited"];
            503: components["responses"]["OverloadedUnlimited"];
        };
    };
    jobState: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Names the message.
                 * @example msg_01K9YB7V6R8M2XQ4T0C5D3N1WZ
                 */
                "webhook-id": string;
                /**
                 * @description When this attempt is made, in seconds since 1970.
                 * @example 1795512600
                 */
                "webhook-timestamp": string;
                /**
                 * @description Signatures with a space between them: `v1,` and an HMAC-SHA256 in base64.
                 * @example v1,K5oZ…
                 */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookPayload"];
            };
        };
        responses: {
            /** @description No more messages, please: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Delivered. Answer within 15 seconds. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not delivered: it is sent again later, as `Retry-After` asks. Redirects are not followed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
