//! Where a case stands, in the words of a host.

use crate::{Case, HostCodes, Standing, Status, What, WorkState};

impl Case {
    /// The code of this case for a host: of all that holds the first in the host's order; none where nothing in it holds,
    /// and the host then keeps the code that it has. Of a case that is not open only its own state holds.
    pub fn host_code<'p>(&self, codes: &'p HostCodes) -> Option<&'p str> {
        codes.codes.iter().find(|(standing, _)| self.stands(*standing)).map(|(_, code)| &**code)
    }

    fn stands(&self, standing: Standing) -> bool {
        let open = self.status == Status::Open;
        match standing {
            Standing::Step(step) => {
                open && self.work.iter().any(|w| w.what == What::Step(step) && w.state != WorkState::Hidden)
            }
            Standing::Scope(scope) => open && self.frames.iter().any(|frame| frame.scope == scope),
            Standing::Hold(hold) => open && self.holds.iter().any(|state| state.hold == hold),
            Standing::Case(status) => self.status == status,
        }
    }
}
