"""The staff's proof that an assignment grades as it promises: `gradlab verify`."""
