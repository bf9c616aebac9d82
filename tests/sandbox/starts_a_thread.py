"""A library that does what no preloaded library may do."""

import threading
import time

threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
